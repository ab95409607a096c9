import type { ProxyOptions } from 'vite'

/** What the page asks of its own origin and the API answers: no CORS, in development as in tests. */
export function apiProxy(target: string): Record<string, ProxyOptions> {
  return {
    '/trpc': { target },
    '/dev': { target },
    '/health': { target },
  }
}
