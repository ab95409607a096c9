import type { AppRouter } from '@threadkeep/api'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { Api } from '../api.ts'

/**
 * For calls that a page makes while it goes away. They are sent at once, where the usual client waits for
 * others to send with them, by a timer that would not come any more; and they go on without the page.
 */
export function createPartingApi(token: () => Promise<string>): Api {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: '/trpc',
        headers: async () => ({ authorization: `Bearer ${await token()}` }),
        fetch: (url, { signal = null, ...options } = {}) =>
          fetch(url, { ...options, signal, keepalive: true }),
      }),
    ],
  })
}
