export {
  createThreadkeepClient,
  type ThreadkeepClient,
  type ThreadkeepClientOptions,
} from './create-client.ts'
export { type FailureReason, failureReason, retryAfterMs } from './failures.ts'
export type { FailedAttempt } from './retry-link.ts'
export type { RetryOptions } from './retry-options.ts'
export type { Call, Failure } from './retry-policy.ts'
