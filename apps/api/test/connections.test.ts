import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { limitConnections } from '../src/http/connections/limit-connections.ts'
import { createLogger } from '../src/observability/log.ts'
import { createRegistry } from '../src/observability/metrics/registry.ts'
import { startApi, urlOf } from './support/api.ts'
import { startBuiltServer } from './support/built-server.ts'

/** A connection that says nothing, held until the end of the scope. */
async function hold(url: string): Promise<Socket & Disposable> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // Being refused may be a reset as well as an end.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return Object.assign(socket, { [Symbol.dispose]: () => void socket.destroy() })
}

test('a built server takes as many connections as the settings say, then closes new ones', async () => {
  await using api = await startBuiltServer({ MAX_CONNECTIONS: '2' })
  const before = async () =>
    (await fetch(`${api.url}/livez`, { headers: { connection: 'close' } })).status
  expect(await before()).toBe(200)

  using first = await hold(api.url)
  using _second = await hold(api.url)
  const refused = await hold(api.url)
  if (!refused.destroyed) await once(refused, 'close')
  await expect(fetch(`${api.url}/livez`)).rejects.toThrow('fetch failed')
  await expect.poll(api.output).toContain('There are too many connections for new ones')
  // Who was there first is served on.
  first.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  const [answer] = await once(first, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 /)
  // And with that there is room again.
  await expect.poll(() => before().catch(() => 'refused')).toBe(200)
})

test('a flood of them is counted one by one, and told in one line', async () => {
  await using api = await startApi({ maxConnections: 1 })
  using _held = await hold(api.url)
  for (let n = 0; n < 20; n++) {
    using refused = await hold(api.url)
    if (!refused.destroyed) await once(refused, 'close')
  }
  const metrics = await api.registry.metrics()
  expect(metrics).toContain('threadkeep_http_connections_refused_total 20')
  expect(api.logged.filter((line) => line.includes('too many connections'))).toHaveLength(1)
})

test('who does not take what they asked for is cut off', async () => {
  // More than the kernel's buffers hold between the two.
  const server = createServer((_req, res) => res.end(Buffer.alloc(50_000_000)))
  const log = createLogger('silent')
  limitConnections(server, {
    maxConnections: 9,
    stalledMs: 300,
    slowReaderMs: 60_000,
    log,
    registry: createRegistry('1'),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const closed = new Promise<void>((resolve) => {
    server.on('connection', (socket) => socket.once('close', () => resolve()))
  })
  using client = await hold(urlOf(server))
  client.pause()
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await closed
  server.close()
})

test('who takes a large answer a drop at a time is cut off, and who takes it at once is not', async () => {
  const size = 50_000_000
  const server = createServer((_req, res) => res.end(Buffer.alloc(size)))
  limitConnections(server, {
    maxConnections: 9,
    stalledMs: 60_000,
    slowReaderMs: 300,
    log: createLogger('silent'),
    registry: createRegistry('1'),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const whole = await (await fetch(urlOf(server))).arrayBuffer()
  expect(whole.byteLength).toBe(size)

  const closed = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  using client = await hold(urlOf(server))
  client.pause()
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const dripping = setInterval(() => client.read(1000), 20)
  await closed
  clearInterval(dripping)
  server.closeAllConnections()
  server.close()
})
