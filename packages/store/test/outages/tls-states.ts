import type { RedisStoreConfig } from '../../src/config.ts'
import { startRedis, startTlsRedis, type TlsRedisOptions } from '../../testing/index.ts'
import type { Arrange } from './states.ts'

const settings = (url: string, tlsCaPath?: string): Partial<RedisStoreConfig> => ({
  address: { mode: 'standalone', url },
  tlsCaPath,
})

function showing(options: TlsRedisOptions): Arrange {
  return async (keep) => {
    const server = keep(await startTlsRedis(options))
    return { settings: settings(server.url, server.caPath) }
  }
}

export const TLS_STATES: Record<string, Arrange> = {
  'wrong authority': showing({ certificate: 'other-authority' }),
  'wrong name': showing({ certificate: 'wrong-name' }),
  'expired certificate': showing({ certificate: 'expired' }),
  'no client certificate': showing({ authClients: true }),
  'TLS to a server without it': async (keep) => {
    const server = keep(await startRedis())
    return { settings: settings(server.url.replace('redis:', 'rediss:')) }
  },
  'no TLS to a server with it': async (keep) => {
    const server = keep(await startTlsRedis())
    return { settings: settings(server.url.replace('rediss:', 'redis:')) }
  },
}
