import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { hold } from '../support/held-connection.ts'

test('a built server accepts MAX_CONNECTIONS connections, then closes new ones', async () => {
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
  // Open connections are still served.
  first.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  const [answer] = await once(first, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 200 /)
  // Then there is room again.
  await expect.poll(() => before().catch(() => 'refused')).toBe(200)
})

test('each refused connection is counted, and a flood is one line in the log', async () => {
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
