import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type Api, startApi } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { hold } from '../support/held-connection.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

const GET = 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n'

/** A connection with a request in progress: its body does not come. */
async function holdInUse(url: string, token: string) {
  const client = await hold(url)
  client.write(
    `POST /api/chat/start HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
      'content-type: application/json\r\ncontent-length: 2\r\n\r\n',
  )
  return client
}

/** Resolves when so many requests are in progress. */
async function inUse(api: Api, count: number): Promise<void> {
  const isInUse = /requests_in_flight{route="\/api"} (\d+)/
  await expect.poll(async () => isInUse.exec(await api.registry.metrics())?.[1]).toBe(String(count))
}

test('a built server accepts MAX_CONNECTIONS connections, and closes the longest idle for new ones', async () => {
  await using api = await startBuiltServer({ MAX_CONNECTIONS: '2' })
  using first = await hold(api.url)
  using second = await hold(api.url)
  const firstClosed = once(first.resume(), 'close')
  // The second has had a request, so that the one that never had any goes first.
  second.write(GET)
  await once(second, 'data')
  using third = await hold(api.url)
  await firstClosed
  third.write(GET)
  const [response] = await once(third, 'data')
  expect(String(response)).toMatch(/^HTTP\/1.1 200 /)
  expect(second.destroyed).toBe(false)
  await expect.poll(api.output).toContain('There are too many connections for new ones')
})

test('where none is idle a new one is rejected and counted, in one line of the log for a flood', async () => {
  await using api = await startApi({ maxConnections: 2 })
  const token = await signToken(newOwner())
  using first = await holdInUse(api.url, token)
  using _second = await holdInUse(api.url, token)
  await inUse(api, 2)
  for (let n = 0; n < 20; n++) {
    using rejected = await hold(api.url)
    if (!rejected.destroyed) await once(rejected.resume(), 'close')
  }
  const metrics = await api.registry.metrics()
  expect(metrics).toContain('threadkeep_http_connections_refused_total 20')
  expect(metrics).toContain('threadkeep_http_connections_evicted_total 0')
  expect(api.logged.filter((line) => line.includes('too many connections'))).toHaveLength(1)
  // Those in use are served on.
  first.write('{}')
  const [response] = await once(first, 'data')
  expect(String(response)).toMatch(/^HTTP\/1.1 200 /)
})

test('idle connections by the thousand keep nobody out', async () => {
  await using api = await startApi({ maxConnections: 50 })
  const token = await signToken(newOwner())
  using working = await holdInUse(api.url, token)
  await inUse(api, 1)
  const idle = []
  for (let n = 0; n < 200; n++) idle.push(await hold(api.url))
  expect((await api.request('/livez')).status).toBe(200)
  working.write('{}')
  const [response] = await once(working, 'data')
  expect(String(response)).toMatch(/^HTTP\/1.1 200 /)
  for (const client of idle) client.destroy()
})
