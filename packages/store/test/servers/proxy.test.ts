import { connect, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { type FaultProxy, startProxy, startRedis } from '../../testing/servers/index.ts'

/** A bare connection: what arrives, piece by piece, and how it ended. */
function rawClient(port: number) {
  const socket: Socket = connect(port, '127.0.0.1')
  const pieces: string[] = []
  const client = {
    pieces,
    ended: undefined as string | undefined,
    text: () => pieces.join(''),
    send: (command: string) => void socket.write(`${command}\r\n`),
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  }
  socket.on('data', (bytes) => pieces.push(bytes.toString('latin1')))
  socket.on('end', () => {
    client.ended ??= 'end'
  })
  socket.on('error', (error) => {
    client.ended ??= 'code' in error ? String(error.code) : error.message
  })
  return client
}

async function fixture() {
  const server = await startRedis()
  const proxy = await startProxy(server)
  const direct = new Redis(server.url)
  return {
    proxy,
    direct,
    [Symbol.asyncDispose]: async () => {
      direct.disconnect()
      await proxy.stop()
      await server.stop()
    },
  }
}

const until = (holds: () => unknown) => expect.poll(holds, { interval: 5, timeout: 15_000 })

async function exchanged(proxy: FaultProxy) {
  const client = rawClient(proxy.port)
  client.send('PING')
  await until(client.text).toBe('+PONG\r\n')
  client.pieces.length = 0
  return client
}

test('without a fault it passes everything and counts', async () => {
  await using at = await fixture()
  const client = new Redis(at.proxy.url)
  expect(await client.set('key', 'x'.repeat(300_000))).toBe('OK')
  expect(await client.get('key')).toBe('x'.repeat(300_000))
  client.disconnect()
  expect(at.proxy.counters.connections).toBe(1)
  expect(at.proxy.counters.requestBytes).toBeGreaterThan(300_000)
  expect(at.proxy.counters.replyBytes).toBeGreaterThan(300_000)
})

test('a black hole keeps both directions, new connections too, and gives all back', async () => {
  await using at = await fixture()
  await using open = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'black-hole' })
  open.send('SET hole 1')
  await using fresh = rawClient(at.proxy.port)
  fresh.send('PING')
  await until(() => at.proxy.counters.requestBytes).toBe('PING\r\nSET hole 1\r\nPING\r\n'.length)
  expect(await at.direct.get('hole')).toBe(null)
  expect([open.text(), open.ended, fresh.text(), fresh.ended]).toEqual([
    '',
    undefined,
    '',
    undefined,
  ])
  at.proxy.heal()
  await until(open.text).toBe('+OK\r\n')
  await until(fresh.text).toBe('+PONG\r\n')
})

test('held replies: the request is executed, its reply comes with the healing', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'hold-replies' })
  client.send('SET held 1')
  await until(() => at.proxy.counters.replyBytes).toBe('+PONG\r\n+OK\r\n'.length)
  expect(await at.direct.get('held')).toBe('1')
  expect(client.text()).toBe('')
  at.proxy.heal()
  await until(client.text).toBe('+OK\r\n')
})

test('delayed replies take that long each, not one after the other', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'delay-replies', ms: 500 })
  const began = performance.now()
  for (let replies = 2; replies <= 13; replies++) {
    client.send('PING')
    await until(() => at.proxy.counters.replyBytes).toBe('+PONG\r\n'.repeat(replies).length)
  }
  await until(client.text).toBe('+PONG\r\n'.repeat(12))
  const took = performance.now() - began
  expect(took).toBeGreaterThanOrEqual(499)
  // One after the other, they would take 6 s.
  expect(took).toBeLessThan(5_500)
})

test('a longer delay in force gives way to healing at once', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'delay-replies', ms: 3_600_000 })
  client.send('PING')
  await until(() => at.proxy.counters.replyBytes).toBe('+PONG\r\n+PONG\r\n'.length)
  at.proxy.heal()
  await until(client.text).toBe('+PONG\r\n')
})

test('slicing delivers every byte, one at a time', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'slice' })
  client.send('ECHO sliced')
  await until(client.text).toBe('$6\r\nsliced\r\n')
  expect(client.pieces.length).toBeGreaterThan(3)
})

test('a cut reply: executed, then RST, as often as asked', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  const isRpush = (request: Buffer) => request.includes('RPUSH')
  at.proxy.inject({ kind: 'cut-reply', when: isRpush, times: 1 })
  client.send('PING')
  await until(client.text).toBe('+PONG\r\n')
  client.send('RPUSH cut a')
  await until(() => client.ended).toBe('ECONNRESET')
  expect(client.text()).toBe('+PONG\r\n')
  expect(await at.direct.lrange('cut', 0, -1)).toEqual(['a'])
  await using second = await exchanged(at.proxy)
  second.send('RPUSH cut b')
  await until(second.text).toBe(':2\r\n')
})

test('a truncated reply is a part of it, then an end', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'truncate-reply', bytes: 6 })
  client.send('ECHO truncated')
  await until(() => client.ended).toBe('end')
  expect(client.text()).toBe('$9\r\ntr')
})

test('a replaced reply is other bytes, and the next one is right again', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.inject({ kind: 'replace-reply', by: Buffer.from('\x00garbage'), times: 1 })
  client.send('PING')
  await until(client.text).toBe('\x00garbage')
  client.send('PING')
  await until(client.text).toBe('\x00garbage+PONG\r\n')
})

test('cutting all connections resets them; new ones pass', async () => {
  await using at = await fixture()
  await using client = await exchanged(at.proxy)
  at.proxy.cutAll()
  await until(() => client.ended).toBe('ECONNRESET')
  await using second = await exchanged(at.proxy)
  expect(second.ended).toBe(undefined)
})

test('a proxy that accepts no more leaves open connections alone, and accepts again on the same port', async () => {
  await using at = await fixture()
  await using open = await exchanged(at.proxy)
  at.proxy.refuse()
  await using unreachable = rawClient(at.proxy.port)
  await until(() => unreachable.ended).toBe('ECONNREFUSED')
  open.send('PING')
  await until(open.text).toBe('+PONG\r\n')
  await at.proxy.accept()
  await using again = await exchanged(at.proxy)
  expect(again.ended).toBe(undefined)
})

test('a target that is down is a reset', async () => {
  const server = await startRedis()
  await using proxy = await startProxy(server)
  await server.stop()
  await using client = rawClient(proxy.port)
  await until(() => client.ended).toBe('ECONNRESET')
})
