import { afterAll, describe, expect, test } from 'vitest'
import { failureReason } from '../../src/index.ts'
import { PATIENCE, startApi } from '../support/api-process.ts'
import { connect } from '../support/connect.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'
import { repliesIn, startWatching } from '../support/watching.ts'

const api = await startApi()
afterAll(() => api[Symbol.asyncDispose]())

const ID = '019a0000-0000-7000-8000-000000000000'
const content = { type: 'text', text: 'Hello' } as const

describe('the token', () => {
  test('of a watch goes in a header, never in the address', async () => {
    const requests: { url: string; authorization: string | null }[] = []
    const token = await signToken(newOwner())
    const { client, conversation } = await connect(api.url, {
      token,
      fetch: (url, init) => {
        const { authorization = null } = Object.fromEntries(new Headers(init?.headers))
        requests.push({ url: String(url), authorization })
        return fetch(url, init)
      },
    })
    const { id: conversationId } = await conversation.start.mutate({})
    requests.length = 0
    await using watching = startWatching(client, conversationId)
    await expect.poll(() => watching.events.length, PATIENCE).toBe(1)
    expect(requests.map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`])
    expect(requests[0]?.url).not.toContain(token)
  })

  test('is renewed when it ends, once for all watches, which miss nothing by it', async () => {
    const owner = newOwner()
    let token = await signToken(owner, '2 seconds')
    let renewals = 0
    const { client, conversation, failures } = await connect(api.url, {
      owner,
      token: () => token,
      async renewToken() {
        renewals += 1
        token = await signToken(owner)
        return true
      },
    })
    const { id: conversationId } = await conversation.start.mutate({})
    await using first = startWatching(client, conversationId)
    await using second = startWatching(client, conversationId)
    await expect.poll(() => failures.length, PATIENCE).toBe(2)
    expect(failures).toEqual(Array(2).fill('watch UNAUTHENTICATED again'))
    expect(renewals).toBe(1)
    await conversation.send.mutate({ conversationId, content })
    for (const { state, events } of [first, second]) {
      await expect.poll(() => state().run?.status, PATIENCE).toBe('completed')
      expect(repliesIn(state())).toEqual([`You said: ${content.text}`])
      expect(events.filter(({ data }) => data.type === 'reset')).toEqual([])
    }
  })

  test('that stays rejected ends the watch', async () => {
    const { client, failures } = await connect(api.url, { token: 'stale', renewToken: () => true })
    expect(failureReason(await startWatching(client, ID).ended)).toBe('UNAUTHENTICATED')
    expect(failures).toEqual(['watch UNAUTHENTICATED again', 'watch UNAUTHENTICATED'])
  })

  test('that cannot be obtained ends the watch with its own error', async () => {
    const cause = new Error('signed out')
    const { client } = await connect(api.url, { token: () => Promise.reject(cause) })
    expect(await startWatching(client, ID).ended).toMatchObject({ cause })
  })
})
