import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createStore } from '../src/create-store.ts'
import { type ConformanceTarget, startTlsRedis, storeConformance } from '../testing/index.ts'
import { addDocumentedUser, denials } from './documented-user.ts'

/* As it is to be run: by TLS, as the user of the docs, with others' keys beside ours. */

const keyPrefix = 'app:'
const server = await startTlsRedis()
const admin = { tls: { ca: readFileSync(server.caPath) } }
const url = await addDocumentedUser(server.url, { prefix: keyPrefix, ...admin })

const tls: ConformanceTarget = {
  name: 'Redis over TLS',
  create: async (settings) =>
    createStore({
      kind: 'redis',
      address: { mode: 'standalone', url },
      keyPrefix,
      tlsCaPath: server.caPath,
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      ...settings,
    }),
}

describe('over TLS', () => {
  it('a client without TLS gets no response', async () => {
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

storeConformance({
  ...tls,
  async destroy() {
    // The client swallows some rejections; the server remembers them.
    expect(await denials(server.url, admin)).toStrictEqual([])
    await server.stop()
  },
})
