import type { Cluster, Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { classifyError } from '../../src/redis/connection/classify-error.ts'
import { startProxy, startRedis, startTlsRedis } from '../../testing/index.ts'
import { CLIENT_ERRORS, CONNECTION_CODES } from './error-table.ts'
import { firstError, openAs, openClient, openPlain } from './live-support.ts'

/** Nothing listens there. */
const NOBODY = { host: '127.0.0.1', port: 1 }

/** Asks a client, or only waits for what its connection says, until the error is there. */
type Look = (client: Redis | Cluster, act?: () => unknown) => Promise<unknown>
type Case = (look: Look) => Promise<unknown>

const withServer =
  (spoil: (server: Awaited<ReturnType<typeof startRedis>>, client: Redis) => unknown): Case =>
  async (look) => {
    await using server = await startRedis()
    const client = openClient(server.url)
    await client.connect()
    return await look(client, () => spoil(server, client))
  }

const withCertificate =
  (certificate: 'wrong-name' | 'expired' | 'other-authority'): Case =>
  async (look) => {
    await using server = await startTlsRedis({ certificate })
    const address = { mode: 'standalone', url: server.url } as const
    return await look(openAs({ address, tlsCaPath: server.caPath }))
  }

const CASES: Record<keyof typeof CLIENT_ERRORS | keyof typeof CONNECTION_CODES, Case> = {
  "Stream isn't writeable": (look) => look(openClient('redis://127.0.0.1:1')),
  "Cluster isn't ready": (look) =>
    look(openAs({ address: { mode: 'cluster', url: 'redis://127.0.0.1:1' } })),
  'Failed to refresh slots cache': (look) =>
    look(openAs({ address: { mode: 'cluster', url: 'redis://127.0.0.1:1' } })),
  'All sentinels are unreachable': (look) =>
    look(openAs({ address: { mode: 'sentinel', name: 'm', sentinels: [NOBODY], tls: false } })),
  'Reached the max retries': withServer((server) => server.kill()),
  'Command timed out': withServer((server) => server.signal('SIGSTOP')),
  'Connection is closed': withServer((_, client) => client.disconnect()),
  'Socket timeout': withServer((server) => server.signal('SIGSTOP')),
  async 'Unknown RESP type'(look) {
    await using server = await startRedis()
    await using proxy = await startProxy(server)
    const client = openClient(proxy.url)
    await client.connect()
    return await look(client, () =>
      proxy.inject({ kind: 'replace-reply', by: Buffer.from('\0foo\r\n') }),
    )
  },
  ECONNREFUSED: (look) => look(openClient('redis://127.0.0.1:1')),
  async 'ERR max number of clients reached'(look) {
    await using server = await startRedis({ config: { maxclients: '1' } })
    const only = openPlain(server)
    await only.ping()
    const error = await look(openClient(server.url))
    only.disconnect()
    return error
  },
  async ECONNRESET(look) {
    await using server = await startRedis()
    await using proxy = await startProxy(server)
    const client = openClient(proxy.url)
    await client.connect()
    return await look(client, () => proxy.cutAll())
  },
  /** TLS towards a server that does not speak it: the handshake waits for ever. */
  async ETIMEDOUT(look) {
    await using server = await startRedis()
    const url = server.url.replace('redis:', 'rediss:')
    return await look(openAs({ address: { mode: 'standalone', url } }))
  },
  ENOTFOUND: (look) => look(openClient('redis://nowhere.invalid:6379')),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: withCertificate('other-authority'),
  ERR_TLS_CERT_ALTNAME_INVALID: withCertificate('wrong-name'),
  CERT_HAS_EXPIRED: withCertificate('expired'),
}

const TABLE = { ...CLIENT_ERRORS, ...CONNECTION_CODES }

test.each(Object.entries(CASES))(
  '%s, as the client says it, is what the table says',
  async (word, produce) => {
    const error = await produce(async (client, act) => {
      if (client.status === 'wait') client.connect().catch(() => undefined)
      await Promise.resolve()
      const [found] = await Promise.all([
        firstError(client, word, () => client.get('key')),
        act?.(),
      ])
      client.disconnect()
      return found
    })
    const row = Object.entries(TABLE).find(([key]) => key === word)?.[1]
    expect(classifyError(error)).toEqual(row?.verdict)
  },
)
