import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createStore } from '../src/create-store.ts'
import { type ConformanceTarget, startTlsRedis, storeConformance } from '../src/testing/index.ts'

const server = await startTlsRedis()

const tls: ConformanceTarget = {
  name: 'Redis over TLS',
  create: async (settings) =>
    createStore({
      kind: 'redis',
      address: { mode: 'standalone', url: server.url },
      tlsCaPath: server.caPath,
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...settings,
    }),
}

describe('over TLS', () => {
  it('nothing answers who does not speak it', async () => {
    const plain = new Redis({
      port: server.port,
      lazyConnect: true,
      retryStrategy: () => null,
      connectTimeout: 1000,
    })
    plain.on('error', () => {})
    await expect(plain.connect()).rejects.toThrow()
    plain.disconnect()
  })
})

storeConformance({ ...tls, destroy: () => server.stop() })
