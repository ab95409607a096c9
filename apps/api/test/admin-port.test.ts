import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { type BuiltServer, PATIENCE, startBuiltServer } from './support/built-server.ts'
import { newOwner } from './support/owners.ts'
import { SECRET, signToken } from './support/tokens.ts'

const VARIABLES = { AUTH_JWT_SECRET: SECRET, ADMIN_PORT: '0' }

/** The address of the admin port, from the log. */
function adminUrl({ output }: BuiltServer): string {
  const [, url = ''] = /metrics are served at (http:\S+?)"/.exec(output()) ?? []
  return url
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { connection: 'close' } })
  await response.arrayBuffer()
  return response.status
}

/** Connections that send this and nothing more, held until the end of the scope. */
async function holdMany(url: string, count: number, sent = ''): Promise<Disposable> {
  const { hostname, port } = new URL(url)
  const sockets: Socket[] = []
  for (let n = 0; n < count; n++) {
    const socket = connect(Number(port), hostname)
    // A rejected connection may see a reset as well as an end.
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(sent)
    sockets.push(socket)
  }
  return {
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('probes and metrics are on their own port alone, but for /livez', async () => {
  await using api = await startBuiltServer(VARIABLES)
  const paths = ['/livez', '/readyz', '/health', '/metrics', '/trpc/health', '/openapi.json']
  const statuses = (url: string) => Promise.all(paths.map((path) => statusOf(url + path)))
  expect(await statuses(api.url)).toEqual([200, 404, 404, 404, 200, 200])
  expect(await statuses(adminUrl(api))).toEqual([200, 200, 200, 200, 404, 404])
})

test('callers who hold every connection of the API take none of them', async () => {
  await using api = await startBuiltServer({ ...VARIABLES, MAX_CONNECTIONS: '2' })
  const head =
    `POST /api/chat/start HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await signToken(newOwner())}\r\n` +
    'content-type: application/json\r\ncontent-length: 2\r\n\r\n'
  using _held = await holdMany(api.url, 2, head)
  const metricsText = async () => (await fetch(`${adminUrl(api)}/metrics`)).text()
  await expect.poll(metricsText, PATIENCE).toContain('requests_in_flight{route="/api"} 2')
  await expect(statusOf(`${api.url}/livez`)).rejects.toThrow('fetch failed')
  expect(await statusOf(`${adminUrl(api)}/livez`)).toBe(200)
  expect(await metricsText()).toContain('threadkeep_http_connections_refused_total 1')
})

test('their connections have a bound of their own, and the API goes on beyond it', async () => {
  await using api = await startBuiltServer(VARIABLES)
  using _held = await holdMany(adminUrl(api), 100)
  expect(await statusOf(`${adminUrl(api)}/livez`)).toBe(200)
  const metrics = await (await fetch(`${adminUrl(api)}/metrics`)).text()
  expect(metrics).toMatch(/threadkeep_http_connections_evicted_total [12]/)
  expect(await statusOf(`${api.url}/livez`)).toBe(200)
})

test('a stop shows there while the API serves on', async () => {
  await using api = await startBuiltServer({ ...VARIABLES, SHUTDOWN_DELAY_SECONDS: '2' })
  const ended = api.end('SIGTERM')
  await vi.waitFor(() => expect(api.output()).toContain('SIGTERM: finishing'), PATIENCE)
  expect(await statusOf(`${adminUrl(api)}/readyz`)).toBe(503)
  expect(await statusOf(`${adminUrl(api)}/livez`)).toBe(200)
  expect(await ended).toEqual({ code: 0, signal: null })
})
