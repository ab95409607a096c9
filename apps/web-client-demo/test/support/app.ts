import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { type Plugin, preview } from 'vite'
import { apiProxy } from '../../api-proxy.ts'
import { type ApiProcess, type ApiSettings, startApiProcess } from './api-process.ts'
import { type PacedModel, startPacedModel } from './paced-model.ts'

/** The whole product as it is shipped: the built page, the built API, a real Redis. */
export interface App {
  readonly url: string
  readonly api: ApiProcess
  readonly redis: RedisServer
  /** What the agent asks, with `AGENT=openai`. */
  readonly model: PacedModel
  /** Starts what a test stopped, so that the next one finds it. */
  revive(): Promise<void>
  stop(): Promise<void>
}

/** `plugins`: of the server that sends the page. */
export async function startApp(settings: ApiSettings = {}, plugins: Plugin[] = []): Promise<App> {
  const redis = await startRedis({ appendonly: true })
  const model = await startPacedModel()
  const api = await startApiProcess({ REDIS_URL: redis.url, ...model.settings, ...settings })
  const page = await preview({
    root: new URL('../..', import.meta.url).pathname,
    // Loading the one beside it takes longer than serving what it built.
    configFile: false,
    logLevel: 'silent',
    plugins,
    preview: { host: '127.0.0.1', port: 0, strictPort: false, proxy: apiProxy(api.url) },
  })
  const [url] = page.resolvedUrls?.local ?? []
  if (!url) throw new Error('The preview server has no address')
  return {
    url: url.replace(/\/$/, ''),
    api,
    redis,
    model,
    async revive() {
      model.goOn()
      const health = await fetch(`${api.url}/health`).catch(() => undefined)
      if (health?.ok) return
      await redis.restart()
      await api.restart()
    },
    async stop() {
      await page.close()
      await api.kill()
      await model.stop()
      await redis.stop()
    },
  }
}
