import { expect, test } from 'vitest'
import { clientWith, SECRET_AUTH, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'
import { expectUniform401, list } from './support/unauthenticated.ts'

const owner = newOwner()

test('the cause of a rejection is in the log, the token is not', async () => {
  await using api = await startApi()
  const token = await signToken(owner, { expiresIn: -1 })
  await expectUniform401(api, `Bearer ${token}`)
  const log = api.logged.join('')
  expect(log).toContain('\\"exp\\" claim timestamp check failed')
  expect(log).not.toContain(token.slice(0, 30))
  // jose gives the claims as the cause of its error.
  expect(log).not.toContain('[object Object]')
})

test('a token accepted before is rejected once it has expired', async () => {
  await using api = await startApi()
  const token = await signToken(owner, { expiresIn: 2 })
  expect((await list(api, `Bearer ${token}`)).status).toBe(200)
  await expect.poll(async () => (await list(api, `Bearer ${token}`)).status).toBe(401)
})

test('a clock that is a little slow rejects no token made this second', async () => {
  await using api = await startApi()
  const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
  const token = (nbf: number) => signToken(owner, { claims: { nbf } })
  expect((await list(api, `Bearer ${await token(soon(3))}`)).status).toBe(200)
  await expectUniform401(api, `Bearer ${await token(soon(30))}`)
})

test('with a single tenant no tenant claim is looked at', async () => {
  await using api = await startApi({ auth: { ...SECRET_AUTH, singleTenant: 'acme' } })
  for (const tid of ['contoso', undefined, 42]) {
    const client = clientWith(api.url, await signToken(null, { claims: { sub: 'ada', tid } }))
    const started = await client.conversation.start.mutate({})
    expect(started).toMatchObject({ userId: 'ada', tenantId: 'acme' })
  }
})

test('user and tenant are read from the claims that the settings name', async () => {
  const auth = { ...SECRET_AUTH, userClaim: 'oid', tenantClaim: 'org' }
  await using api = await startApi({ auth })
  const claims = { sub: 'pairwise', tid: 'x', oid: 'ada', org: 'contoso' }
  const client = clientWith(api.url, await signToken(null, { claims }))
  const started = await client.conversation.start.mutate({})
  expect(started).toMatchObject({ userId: 'ada', tenantId: 'contoso' })
})
