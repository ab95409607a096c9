import type { AppRouter } from '@threadkeep/api'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import { fetchJson } from './fetch-json.ts'
import { MAX_CALLS_PER_BATCH } from './http-limits.ts'
import { idempotencyKeyLink } from './idempotency-key-link.ts'
import { type FailedAttempt, retryLink } from './retry-link.ts'
import { DEFAULT_RETRY, type RetryOptions } from './retry-options.ts'

export type ThreadkeepClient = TRPCClient<AppRouter>

export interface ThreadkeepClientOptions {
  /** Where the API serves tRPC: `https://chat.example.com/trpc`, or `/trpc` in a page. */
  url: string
  /** Asked for with every request where it is a function, so that it can be a fresh one. */
  token: string | (() => string | Promise<string>)
  /** A token was refused. True where the next one will be another: then the call is made again, once. */
  renewToken?: () => boolean | Promise<boolean>
  retry?: Partial<RetryOptions>
  /** Told of every attempt that failed, also of those that will be repeated. */
  onFailure?: (failed: FailedAttempt) => void
}

/** Longer URLs are refused by common proxies; what does not fit goes into another request. */
const MAX_URL_LENGTH = 8_000

/**
 * The typed client: calls made together go in one request, each is made again where that helps and
 * does no harm, and `start` and `send` are carried out once however often they are made.
 */
export function createThreadkeepClient(options: ThreadkeepClientOptions): ThreadkeepClient {
  const { url, token, renewToken = () => false, onFailure = () => {} } = options
  return createTRPCClient<AppRouter>({
    links: [
      idempotencyKeyLink,
      retryLink({ retry: { ...DEFAULT_RETRY, ...options.retry }, renewToken, onFailure }),
      httpBatchLink({
        url,
        fetch: fetchJson,
        maxItems: MAX_CALLS_PER_BATCH,
        maxURLLength: MAX_URL_LENGTH,
        async headers({ opList }) {
          // Public: who asks for health alone need not be signed in.
          if (opList.every(({ path }) => path === 'health')) return {}
          return { authorization: `Bearer ${typeof token === 'string' ? token : await token()}` }
        },
      }),
    ],
  })
}
