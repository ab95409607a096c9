import { QueryClient } from '@tanstack/react-query'
import { isOutage, reasonOf, retryAfterMs } from '../errors.ts'

const MAX_MUTATION_RETRIES = 2
const MAX_RATE_LIMIT_RETRIES = 3
const RETRY_DELAY_MS = 1_000

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnReconnect: 'always',
        retry: shouldRetryQuery,
        retryDelay: (_failures, error) => retryAfterMs(error) ?? RETRY_DELAY_MS,
      },
      mutations: {
        // A change asked for during an outage fails soon and visibly. Only messages wait for its
        // end: the outbox shows them waiting, and their keys keep them single.
        networkMode: 'always',
        retry: shouldRetryMutation,
        retryDelay: (_failures, error) => retryAfterMs(error) ?? RETRY_DELAY_MS,
      },
    },
  })
}

/** Reads outlast any outage: they pause in it and go on after it, their last data still shown. */
function shouldRetryQuery(failures: number, error: unknown): boolean {
  if (reasonOf(error) === 'RATE_LIMITED') return failures < MAX_RATE_LIMIT_RETRIES
  return isOutage(error)
}

function shouldRetryMutation(failures: number, error: unknown): boolean {
  return isOutage(error) && failures < MAX_MUTATION_RETRIES
}
