import { readFile } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startTlsRedis, type TlsRedisServer } from '../../testing/servers/index.ts'

/** What a client that verifies gets: a reply, or the reason why it rejects the server. */
async function ping(server: TlsRedisServer, options: { host?: string; ca?: string } = {}) {
  const { host = '127.0.0.1', ca = await readFile(server.caPath, 'utf8') } = options
  const client = new Redis({
    host,
    port: server.port,
    tls: { ca },
    retryStrategy: null,
    lazyConnect: true,
  })
  const rejection = new Promise<string>((resolve) => {
    client.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
  })
  const response = client
    .connect()
    .then(() => client.ping())
    .catch(() => rejection)
  try {
    return await response
  } finally {
    client.disconnect()
  }
}

test('a client that trusts the authority reaches it by address and by name', async () => {
  await using server = await startTlsRedis()
  expect(server.url).toBe(`rediss://127.0.0.1:${server.port}`)
  expect(await ping(server)).toBe('PONG')
  expect(await ping(server, { host: 'localhost' })).toBe('PONG')
})

test('it still does after a restart', async () => {
  await using server = await startTlsRedis()
  await server.restart()
  expect(await ping(server)).toBe('PONG')
})

test('a client that trusts another authority rejects it', async () => {
  await using server = await startTlsRedis()
  await using other = await startTlsRedis()
  const ca = await readFile(other.caPath, 'utf8')
  // Redis sends its own authority along.
  expect(await ping(server, { ca })).toBe('SELF_SIGNED_CERT_IN_CHAIN')
})

test.each([
  ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['other-authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const)('a certificate that is %s is rejected as %s', async (certificate, code) => {
  await using server = await startTlsRedis({ certificate })
  expect(await ping(server)).toBe(code)
})

test('it does not speak without TLS', async () => {
  await using server = await startTlsRedis()
  const client = new Redis(server.port, { retryStrategy: null, lazyConnect: true })
  client.on('error', () => {})
  await expect(client.connect()).rejects.toThrow('Connection is closed')
})
