import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startManagedIdentity, unsignedToken } from '@threadkeep/entra/testing'
import { startTlsRedis, startTokenAuthority } from '@threadkeep/store/testing'
import { expect, it } from 'vitest'

const MAIN = new URL('../dist/main.js', import.meta.url).pathname

/** As an operator calls it, in a process of its own. */
function runTool(args: string[], env: Record<string, string>) {
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    )
  })
}

it('logs in to Redis by the tokens of a managed identity', async () => {
  await using redis = await startTlsRedis({ config: { appendonly: 'yes' } })
  await using authority = await startTokenAuthority([redis], {
    lifetimeMs: 60_000,
    tls: { ca: readFileSync(redis.caPath) },
    toToken: unsignedToken,
  })
  await using machine = await startManagedIdentity(async () => {
    const { password: token, expiresAt } = await authority.provider()
    return { token, expiresAt }
  })
  const env = {
    REDIS_URL: `rediss://localhost:${redis.port}`,
    REDIS_TLS_CA: redis.caPath,
    REDIS_AUTH: 'entra',
    ...machine.variables,
  }
  const [stats, doctor] = await Promise.all([
    runTool(['stats', '--json'], env),
    runTool(['doctor'], env),
  ])
  expect(stats).toMatchObject({ code: 0, err: '' })
  expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining('Redis ') })

  authority.isDown = true
  const without = await runTool(['doctor'], env)
  expect(without).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^problem +There are no credentials for Redis: Entra ID gives no/),
  })
  expect(without.out + without.err).not.toContain(machine.variables['IDENTITY_HEADER'])
})

it('asks for one token, however often a command looks at the environment', async () => {
  await using redis = await startTlsRedis({ config: { appendonly: 'yes' } })
  await using authority = await startTokenAuthority([redis], {
    lifetimeMs: 60_000,
    tls: { ca: readFileSync(redis.caPath) },
    toToken: unsignedToken,
  })
  let asked = 0
  await using machine = await startManagedIdentity(async () => {
    asked += 1
    const { password: token, expiresAt } = await authority.provider()
    return { token, expiresAt }
  })
  const folder = mkdtempSync(join(tmpdir(), 'threadkeep-entra-'))
  const { code } = await runTool(['archive', '--older-than', '1d', '--dry-run', '--to', folder], {
    REDIS_URL: `rediss://localhost:${redis.port}`,
    REDIS_TLS_CA: redis.caPath,
    REDIS_AUTH: 'entra',
    ...machine.variables,
  })
  rmSync(folder, { recursive: true })
  expect({ code, asked }).toEqual({ code: 0, asked: 1 })
})

it('names a variable of the identity that is missing', async () => {
  const env = {
    REDIS_URL: 'rediss://127.0.0.1:1',
    REDIS_AUTH: 'entra',
    AZURE_CLIENT_SECRET: 'secret',
  }
  const { code, err } = await runTool(['stats'], env)
  expect(code).toBe(2)
  expect(err).toContain('AZURE_TENANT_ID: is needed with AZURE_CLIENT_SECRET')
})
