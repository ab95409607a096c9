import { createEntraProvider } from '@threadkeep/entra'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ManagedIdentity, startManagedIdentity, unsignedToken } from '../testing/index.ts'

const MACHINE = { kind: 'managed-identity', clientId: undefined } as const
/** So little that the library keeps no token. */
const LIFETIME_MS = 60_000

let issue: () => string
/** One for all tests: the library finds it once in a process, by the environment. */
let machine: ManagedIdentity
beforeAll(async () => {
  machine = await startManagedIdentity(async () => ({
    token: issue(),
    expiresAt: Date.now() + LIFETIME_MS,
  }))
  Object.assign(process.env, machine.variables)
})
afterAll(async () => {
  for (const name of Object.keys(machine?.variables ?? {})) delete process.env[name]
  await machine?.[Symbol.asyncDispose]()
})

it('hands out tokens for Redis, under the object id that each names', async () => {
  const token = unsignedToken('object-1')
  issue = () => token
  const credentials = await createEntraProvider({ identity: MACHINE })()
  expect(credentials).toEqual({
    username: 'object-1',
    password: token,
    expiresAt: expect.any(Number),
  })
  expect(credentials.expiresAt - Date.now()).toBeGreaterThan(LIFETIME_MS / 2)
  expect(credentials.expiresAt - Date.now()).toBeLessThanOrEqual(LIFETIME_MS)
  expect(machine.requests).toEqual(['https://redis.azure.com'])
})

it('asks again when the library has none that lasts', async () => {
  issue = () => unsignedToken('object-1')
  const { length } = machine.requests
  const provider = createEntraProvider({ identity: MACHINE, username: 'alias' })
  const [first, second] = [await provider(), await provider()]
  expect(first.username).toBe('alias')
  expect(second.password).not.toBe(first.password)
  expect(machine.requests).toHaveLength(length + 2)
})

it('says that no token is given, and nothing of the request', async () => {
  issue = () => {
    throw new Error('none')
  }
  const failure = await createEntraProvider({ identity: MACHINE })().catch((error) => error)
  expect(failure).toMatchObject({
    name: 'CredentialsError',
    message: expect.stringMatching(/^Entra ID gives no token \(CredentialUnavailableError .+\)$/),
  })
  expect(failure.message).not.toContain(machine.variables['IDENTITY_HEADER'])
})

it.each(['no token', 'a.b.c', `a.${Buffer.from('{"sub":"a"}').toString('base64url')}.c`])(
  '%s names nobody',
  async (token) => {
    issue = () => token
    await expect(createEntraProvider({ identity: MACHINE })()).rejects.toThrow(
      'the token names no object id (oid): set REDIS_USERNAME',
    )
  },
)
