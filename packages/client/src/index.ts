export {
  createThreadkeepClient,
  type ThreadkeepClient,
  type ThreadkeepClientOptions,
} from './create-client.ts'
export { type Failure, type FailureReason, failureReason, retryAfterMs } from './failures.ts'
export { applyConversationEvent } from './live/apply-conversation-event.ts'
export {
  applyMessages,
  type ConversationState,
  INITIAL_STATE,
  isMissingNewer,
  type Reply,
} from './live/conversation-state.ts'
export type { ConversationEvent, ListEvent } from './live/events.ts'
export { type Tracked, type WatchOptions, watch, watchList } from './live/watch.ts'
export type { FailedAttempt } from './retry-link.ts'
export type { RetryOptions } from './retry-options.ts'
export type { Call } from './retry-policy.ts'
