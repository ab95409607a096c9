import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startRedis, testRedis } from '../../testing/servers/index.ts'

function clientOf(url: string): Redis & AsyncDisposable {
  const client = new Redis(url, { retryStrategy: null })
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.disconnect() })
}

test('a started server responds, and is gone with its process after the test', async () => {
  let pid: number
  {
    await using server = await startRedis()
    await using client = clientOf(server.url)
    expect(await client.ping()).toBe('PONG')
    pid = server.pid
  }
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a killed server comes back on its port, with what it had when it keeps a log', async () => {
  await using server = await startRedis({ appendonly: true })
  {
    await using client = clientOf(server.url)
    await client.set('key', 'value')
  }
  await server.kill()
  const before = server.pid
  await server.restart()
  expect(server.pid).not.toBe(before)
  await using client = clientOf(server.url)
  expect(await client.get('key')).toBe('value')
})

test('without a log a restart begins empty', async () => {
  await using server = await startRedis()
  {
    await using client = clientOf(server.url)
    await client.set('key', 'value')
  }
  await server.restart()
  await using client = clientOf(server.url)
  expect(await client.dbsize()).toBe(0)
})

test('further configuration reaches the server', async () => {
  await using server = await startRedis({ config: { requirepass: 'secret' } })
  await using client = clientOf(server.url)
  client.on('error', () => {})
  await expect(client.ping()).rejects.toThrow('NOAUTH')
})

test('a configuration that Redis rejects is an error that says why', async () => {
  await expect(startRedis({ config: { appendonly: 'maybe' } })).rejects.toThrow(
    "argument must be 'yes' or 'no'",
  )
})

test('a stopped server responds again after SIGCONT', async () => {
  await using server = await startRedis()
  await using client = clientOf(server.url)
  await client.ping()
  server.signal('SIGSTOP')
  const response = client.ping()
  const first = await Promise.race([
    response,
    new Promise((resolve) => setTimeout(resolve, 200, 'silence')),
  ])
  expect(first).toBe('silence')
  server.signal('SIGCONT')
  expect(await response).toBe('PONG')
})

test('the shared Redis responds', async () => {
  await using redis = await testRedis()
  await using client = clientOf(redis.url)
  expect(await client.ping()).toBe('PONG')
})
