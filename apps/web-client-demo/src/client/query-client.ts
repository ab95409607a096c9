import { QueryClient } from '@tanstack/react-query'
import { retryAfterMs } from '@threadkeep/client'
import { isOutage, reasonOf } from '../errors.ts'

const RETRY_DELAY_MS = 1_000
const RUN_RETRY_DELAY_MS = 500
const MAX_MESSAGE_RETRIES = 2

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnReconnect: 'always',
        // Reads outlast any outage: they pause in it and go on after it, their last data still shown.
        retry: (_failures, error) => isOutage(error),
        retryDelay,
      },
      mutations: {
        // A change asked for during an outage fails soon and visibly. Only messages wait for its
        // end: the outbox shows them waiting, and their keys keep them single.
        networkMode: 'always',
      },
    },
  })
}

/**
 * As reads do, but not for ever: one that fails again right after an outage is given back. While a reply
 * is being written the next message waits for its end.
 */
export const messageRetries = {
  networkMode: 'online',
  retry: (failures: number, error: unknown) =>
    isReplyGoingOn(error) || (isOutage(error) && failures < MAX_MESSAGE_RETRIES),
  retryDelay: (failures: number, error: unknown) =>
    isReplyGoingOn(error) ? RUN_RETRY_DELAY_MS : retryDelay(failures, error),
} as const

function retryDelay(_failures: number, error: unknown): number {
  return retryAfterMs(error) ?? RETRY_DELAY_MS
}

export function isReplyGoingOn(error: unknown): boolean {
  return reasonOf(error) === 'RUN_IN_PROGRESS'
}
