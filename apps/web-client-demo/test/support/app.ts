import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { preview } from 'vite'
import { apiProxy } from '../../api-proxy.ts'
import { type ApiProcess, type ApiSettings, startApiProcess } from './api-process.ts'

/** The whole product as it is shipped: the built page, the built API, a real Redis. */
export interface App {
  readonly url: string
  readonly api: ApiProcess
  readonly redis: RedisServer
  stop(): Promise<void>
}

export async function startApp(settings: ApiSettings = {}): Promise<App> {
  const redis = await startRedis({ appendonly: true })
  const api = await startApiProcess({ REDIS_URL: redis.url, ...settings })
  const page = await preview({
    root: new URL('../..', import.meta.url).pathname,
    // Loading the one beside it takes longer than serving what it built.
    configFile: false,
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0, strictPort: false, proxy: apiProxy(api.url) },
  })
  const [url] = page.resolvedUrls?.local ?? []
  if (!url) throw new Error('The preview server has no address')
  return {
    url: url.replace(/\/$/, ''),
    api,
    redis,
    async stop() {
      await page.close()
      await api.kill()
      await redis.stop()
    },
  }
}
