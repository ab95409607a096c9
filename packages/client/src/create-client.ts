import type { AppRouter } from '@threadkeep/api'
import { createTRPCClient, splitLink, type TRPCClient, type TRPCLink } from '@trpc/client'
import { batchLink } from './batch-link.ts'
import { createFetchJson } from './fetch-json.ts'
import { idempotencyKeyLink } from './idempotency-key-link.ts'
import { subscriptionLink } from './live/subscription-link.ts'
import { type FailedAttempt, retryLink } from './retry-link.ts'
import { DEFAULT_RETRY, type RetryOptions } from './retry-options.ts'
import { createTokenRenewal } from './token-renewal.ts'

export type ThreadkeepClient = TRPCClient<AppRouter>

type RequestHeaders = Record<string, string>

export interface ThreadkeepClientOptions {
  /** Where the API serves tRPC: `https://chat.example.com/trpc`, or `/trpc` in a page. */
  url: string
  /** A function is called for every request, so that it can return a fresh token. */
  token: string | (() => string | Promise<string>)
  /**
   * Called after a 401, once for all calls that got it. True where the next token will be another:
   * then each call is retried, once.
   */
  renewToken?: () => boolean | Promise<boolean>
  /** Sent with every request. `authorization` is the token's. */
  headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>)
  /** In place of the global fetch. */
  fetch?: typeof fetch
  /** In front of the client's own links: they see each call once, whatever is retried. */
  links?: TRPCLink<AppRouter>[]
  retry?: Partial<RetryOptions>
  /** Called with every failed attempt, also with those that will be retried. */
  onFailure?: (failed: FailedAttempt) => void
}

/**
 * The typed client. Calls made together go in one request. A call is retried where that can succeed
 * and does no harm. A change has an idempotency key, so it is applied once, however often it is
 * retried.
 */
export function createThreadkeepClient(options: ThreadkeepClientOptions): ThreadkeepClient {
  const { url, token, links = [], renewToken = () => false, onFailure = () => {} } = options
  const { headers = {} } = options
  const retry = { ...DEFAULT_RETRY, ...options.retry }
  const renewal = createTokenRenewal(renewToken)

  async function ownHeaders() {
    return typeof headers === 'function' ? await headers() : headers
  }

  async function authorizedHeaders() {
    const own = await ownHeaders()
    const bearer = typeof token === 'string' ? token : await token()
    return { ...own, authorization: `Bearer ${bearer}` }
  }

  return createTRPCClient<AppRouter>({
    links: [
      ...links,
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: subscriptionLink({
          url,
          headers: authorizedHeaders,
          fetch: options.fetch,
          retry,
          renewal,
          onFailure,
        }),
        false: [
          idempotencyKeyLink,
          retryLink({ retry, renewal, onFailure }),
          batchLink({
            url,
            fetch: createFetchJson(options.fetch),
            // Public: a request for health alone needs no token.
            headers: ({ opList }) =>
              opList.every(({ path }) => path === 'health') ? ownHeaders() : authorizedHeaders(),
          }),
        ],
      }),
    ],
  })
}
