import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { obtainRedisServer } from '../../testing/servers/index.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'threadkeep-obtain-'))
  vi.stubEnv('PATH', folder)
  vi.stubEnv('TEST_REDIS_SERVER', '')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function install(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

test('an installed redis-server comes first', async () => {
  await install('valkey-server', 'echo "Server v=8.1.0 sha=0"')
  const server = await install('redis-server', 'echo "Redis server v=6.0.16 sha=0"')
  expect(await obtainRedisServer()).toEqual({ command: [server], env: {}, version: '6.0.16' })
})

test('an installed valkey-server is as good', async () => {
  const server = await install('valkey-server', 'echo "Server v=8.1.0 sha=0"')
  expect(await obtainRedisServer()).toEqual({ command: [server], env: {}, version: '8.1.0' })
})

test('one that does not run is an error with the words of the loader', async () => {
  await install('redis-server', 'echo "libssl.so.9: cannot open shared object file" >&2; exit 127')
  await expect(obtainRedisServer()).rejects.toThrow(
    /libssl\.so\.9: cannot open[\s\S]*Install redis/,
  )
})

test('without one, and without apt, it says what to install or to set', async () => {
  await expect(obtainRedisServer()).rejects.toThrow(
    /Install redis-server or valkey-server[\s\S]*TEST_REDIS_URL/,
  )
})

test('what apt had to say is in the error', async () => {
  vi.stubEnv('THREADKEEP_CACHE_DIR', folder)
  await install('dpkg', 'exit 0')
  await install('apt-get', 'echo "E: no way to the archive" >&2; exit 100')
  await expect(obtainRedisServer()).rejects.toThrow('E: no way to the archive')
})

test('a server that is chosen by a name that nobody knows is an error with the names', async () => {
  await install('redis-server', 'echo "Redis server v=7.0.15 sha=0"')
  vi.stubEnv('TEST_REDIS_SERVER', '9.9')
  await expect(obtainRedisServer()).rejects.toThrow('9.9, which is none of 6.0, 7.0, 8.0, valkey8')
})

test('a server that is chosen is never another one that happens to be installed', async () => {
  await install('redis-server', 'echo "Redis server v=7.0.15 sha=0"')
  vi.stubEnv('TEST_REDIS_SERVER', '8.0')
  await expect(obtainRedisServer()).rejects.toThrow('none could be had on this machine')
})
