import { describe, expect, test } from 'vitest'
import { type Api, clientWith, DEV_AUTH, SECRET_AUTH, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { expectUniform401 } from './support/unauthenticated.ts'

const owner = newOwner()

describe('development tokens', () => {
  const post = (api: Api, body: string) =>
    api.request('/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })

  test('are given to any caller where no key is configured', async () => {
    await using api = await startApi({ auth: DEV_AUTH })
    const response = await post(api, JSON.stringify(owner))
    expect(response.status).toBe(200)
    const { token, expiresAt } = JSON.parse(await response.text())
    const lifetime = Date.parse(expiresAt) - Date.now()
    expect(lifetime).toBeGreaterThan(3_590_000)
    expect(lifetime).toBeLessThanOrEqual(3_600_000)
    const started = await clientWith(api.url, token).conversation.start.mutate({})
    expect(started).toMatchObject(owner)
  })

  test('for other machines are warned of at each start, those for this one are not', async () => {
    const warns = (api: Api) => api.logged.join('').includes('AUTH_DEV_TOKENS: anybody')
    await using here = await startApi({ auth: DEV_AUTH })
    expect(warns(here)).toBe(false)
    const key = { kind: 'development', anyHost: true } as const
    await using anywhere = await startApi({ auth: { ...DEV_AUTH, key } })
    expect(warns(anywhere)).toBe(true)
    expect((await post(anywhere, JSON.stringify(owner))).status).toBe(200)
  })

  test('of one process are worth nothing to another', async () => {
    await using one = await startApi({ auth: DEV_AUTH })
    await using other = await startApi({ auth: DEV_AUTH })
    const { token } = JSON.parse(await (await post(one, JSON.stringify(owner))).text())
    await expectUniform401(other, `Bearer ${token}`)
  })

  test('have whatever else the settings want of a token', async () => {
    const issuer = 'https://id.example/{tenantid}/v2.0'
    const settings = { ...DEV_AUTH, issuer, audiences: ['threadkeep'], scope: 'Chat' }
    await using api = await startApi({ auth: settings })
    const { token } = JSON.parse(await (await post(api, JSON.stringify(owner))).text())
    const started = await clientWith(api.url, token).conversation.start.mutate({})
    expect(started).toMatchObject(owner)
  })

  test.each([
    ['{"userId":"ada"}', 'tenantId'],
    ['{"userId":"","tenantId":"x"}', 'userId'],
    ['{"userId":"ada","tenantId":"x","admin":true}', 'admin'],
    ['{"userId":', ''],
  ])('are rejected for %s', async (body, path) => {
    await using api = await startApi({ auth: DEV_AUTH })
    const response = await post(api, body)
    expect(response.status).toBe(400)
    expect(JSON.parse(await response.text()).error.data).toMatchObject({
      reason: 'INVALID_INPUT',
      issues: [{ path }],
    })
  })

  test('do not exist where a key is configured', async () => {
    await using api = await startApi({ auth: SECRET_AUTH })
    expect((await post(api, JSON.stringify(owner))).status).toBe(404)
  })
})
