import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import express from 'express'
import { expect, test } from 'vitest'
import { MAX_WAITING_REQUESTS } from '../../src/http/connections/serve-in-turn.ts'
import { createExpressServer } from '../../src/http/express-server.ts'
import { urlOf } from '../support/api.ts'
import { hold } from '../support/held-connection.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

/** Responds to a request when the test says so. */
async function startWaitingServer() {
  const served: string[] = []
  const pending: ServerResponse[] = []
  const server = createExpressServer(
    {},
    express().use((req, res) => {
      served.push(req.url)
      if (req.url === '/other') res.end()
      else if (req.url === '/last') res.setHeader('connection', 'close').end()
      else pending.push(res)
    }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: urlOf(server),
    served,
    response: () => void pending.shift()?.end('ok'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('pipelined requests are served one after the other, in their order', async () => {
  await using server = await startWaitingServer()
  using client = await hold(server.url)
  let received = ''
  client.on('data', (bytes) => {
    received += bytes
  })
  const paths = Array.from({ length: 1 + MAX_WAITING_REQUESTS }, (_each, n) => `/${n}`)
  client.write(paths.map(get).join(''))
  for (let n = 1; n <= paths.length; n++) {
    await expect.poll(() => server.served).toEqual(paths.slice(0, n))
    // Another connection is served meanwhile, after all that came before it was parsed.
    using other = await hold(server.url)
    other.write(get('/other'))
    await expect.poll(() => server.served.at(-1)).toBe('/other')
    expect(server.served).toEqual([...paths.slice(0, n), '/other'])
    server.served.pop()
    server.response()
  }
  await expect.poll(() => received.match(/200 OK/g)?.length).toBe(paths.length)
})

test('a connection that sends more ahead than may wait is closed, and serves no more', async () => {
  await using server = await startWaitingServer()
  using client = await hold(server.url)
  client.write(get('/ahead').repeat(2 + MAX_WAITING_REQUESTS))
  await once(client.resume(), 'close')
  server.response()
  await fetch(`${server.url}/other`)
  expect(server.served).toEqual(['/ahead', '/other'])
})

test('a request behind the last response of its connection is not served', async () => {
  await using server = await startWaitingServer()
  using client = await hold(server.url)
  client.write(get('/last') + get('/behind') + get('/behind'))
  await once(client.resume(), 'close')
  await fetch(`${server.url}/other`)
  expect(server.served).toEqual(['/last', '/other'])
})
