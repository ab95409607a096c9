import { afterAll, describe, expect, test } from 'vitest'
import { startApi } from './support/api-process.ts'
import { connect, failureOf } from './support/connect.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const api = await startApi()
afterAll(() => api[Symbol.asyncDispose]())

describe('a token that is rejected in parallel calls', () => {
  const parallel = 30

  async function connectStale(renewed: boolean) {
    const owner = newOwner()
    const fresh = await signToken(owner)
    let token = 'stale'
    let renewals = 0
    const renewToken = async () => {
      renewals += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      token = fresh
      return renewed
    }
    const connection = await connect(api.url, { owner, token: () => token, renewToken })
    return { ...connection, renewals: () => renewals }
  }

  test('is renewed once', async () => {
    const { conversation, renewals } = await connectStale(true)
    await Promise.all(Array.from({ length: parallel }, () => conversation.list.query()))
    expect(renewals()).toBe(1)
  })

  test('and whose renewal fails, sooner or later than the calls, is not renewed for each', async () => {
    let renewals = 0
    const cause = new Error('signed out')
    const { conversation } = await connect(api.url, {
      token: 'stale',
      renewToken: () => {
        renewals += 1
        throw cause
      },
      // Later than the renewal has ended that the first response leads to.
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (late) await expect.poll(() => renewals).toBe(1)
        late = true
        return response
      },
    })
    let late = false
    const calls = Array.from({ length: parallel }, () => failureOf(conversation.list.query()))
    for (const failure of await Promise.all(calls)) expect(failure).toMatchObject({ cause })
    expect(renewals).toBe(1)
  })

  test('and cannot be renewed fails them all, after one try', async () => {
    const { conversation, renewals } = await connectStale(false)
    const calls = Array.from({ length: parallel }, () => failureOf(conversation.list.query()))
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['UNAUTHENTICATED']))
    expect(renewals()).toBe(1)
  })
})
