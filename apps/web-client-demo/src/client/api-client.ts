import type { AppRouter } from '@threadkeep/api'
import { createTRPCClient, httpBatchLink, retryLink, type TRPCLink } from '@trpc/client'
import { tap } from '@trpc/server/observable'
import type { Api } from '../api.ts'
import { reasonOf } from '../errors.ts'
import type { TokenSource } from '../session/tokens.ts'

/** The API takes no larger batch. */
const MAX_BATCH_ITEMS = 10

export interface ApiClientOptions {
  tokens: TokenSource
  /** Told of every failed attempt but those of `health`, which says in its report how things are. */
  onError(error: unknown): void
}

/** The typed client: the only file that knows the API's address. */
export function createApiClient({ tokens, onError }: ApiClientOptions): Api {
  const watchErrors: TRPCLink<AppRouter> =
    () =>
    ({ next, op }) =>
      next(op).pipe(
        tap({
          error(error) {
            if (op.path !== 'health') onError(error)
          },
        }),
      )

  return createTRPCClient<AppRouter>({
    links: [
      watchErrors,
      // A restarted development API signs with another secret: one fresh token is worth a try.
      retryLink({
        retry: ({ attempts, error }) =>
          attempts === 1 && reasonOf(error) === 'UNAUTHENTICATED' && tokens.renew(),
      }),
      httpBatchLink({
        url: '/trpc',
        maxItems: MAX_BATCH_ITEMS,
        async headers({ opList }) {
          if (opList.every(({ path }) => path === 'health')) return {}
          return { authorization: `Bearer ${await tokens.get()}` }
        },
      }),
    ],
  })
}
