import type { ProxyOptions } from 'vite'

/** Forwards the page's requests to its own origin to the API: no CORS, in development as in tests. */
export function apiProxy(target: string): Record<string, ProxyOptions> {
  return {
    '/trpc': { target, configure: cutWithApi },
    '/dev': { target },
  }
}

/** A stream whose API died would stay open: by itself the proxy only passes an orderly end on. */
const cutWithApi: NonNullable<ProxyOptions['configure']> = (proxy) => {
  proxy.on('proxyRes', (fromApi, _request, toPage) => {
    fromApi.once('close', () => {
      if (!fromApi.complete) toPage.destroy()
    })
  })
}
