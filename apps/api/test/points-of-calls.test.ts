import { expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const KIB = 1024
const PER_MINUTE = 119

/** The points that these calls of a new owner took, by how many calls are left after them. */
async function cost(act: (api: Api, headers: Record<string, string>) => Promise<void>) {
  const headers = {
    authorization: `Bearer ${await signToken(newOwner())}`,
    'content-type': 'application/json',
  }
  await using api = await startApi({ rateLimitPerMinute: PER_MINUTE })
  await act(api, headers)
  for (let calls = 0; ; calls++) {
    const response = await api.request('/trpc/conversation.list', { headers })
    await response.arrayBuffer()
    if (response.status === 429) return PER_MINUTE - calls
  }
}

async function start(api: Api, headers: Record<string, string>): Promise<string> {
  const response = await api.request('/api/chat/start', { method: 'POST', headers, body: '{}' })
  const { id } = JSON.parse(await response.text())
  return id
}

async function send(api: Api, headers: Record<string, string>, id: string, bytes: number) {
  const data = { text: 'x'.repeat(bytes) }
  const content = { type: 'cardAction', actionId: 'a', data }
  const body = JSON.stringify({ conversationId: id, content })
  const response = await api.request('/trpc/conversation.send', { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  await response.arrayBuffer()
}

test('a call costs 1 point, and 1 for every 64 KiB of its request and response', async () => {
  const none = await cost(async (api, headers) => {
    await start(api, headers)
  })
  expect(none).toBe(1)
  const large = await cost(async (api, headers) => {
    const id = await start(api, headers)
    // 60 KiB there, and 120 KiB back: the agent repeats them.
    await send(api, headers, id, 60 * KIB)
    await send(api, headers, id, 60 * KIB)
    const input = encodeURIComponent(JSON.stringify({ conversationId: id }))
    const trpc = `/trpc/conversation.messages?input=${input}`
    const rest = `/api/chat/conversation/${id}/messages`
    for (const path of [trpc, rest]) {
      const response = await api.request(path, { headers })
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(240 * KIB)
    }
  })
  expect(large).toBe(1 + 2 * (1 + 2) + 2 * (1 + 3))
})

test('a batch costs its calls, and its bytes as those of one', async () => {
  const points = await cost(async (api, headers) => {
    const id = await start(api, headers)
    await send(api, headers, id, 60 * KIB)
    const call = { conversationId: id }
    const input = encodeURIComponent(JSON.stringify({ ...Array(4).fill(call) }))
    const path = Array(4).fill('conversation.messages').join()
    const response = await api.request(`/trpc/${path}?batch=1&input=${input}`, { headers })
    // Each of the four calls alone costs 1 point.
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(7 * 64 * KIB)
  })
  expect(points).toBe(1 + (1 + 2) + (4 + 7))
})

test('changes of many conversations cost a point for each', async () => {
  const points = await cost(async (api, headers) => {
    const conversationIds = await Promise.all(Array.from({ length: 5 }, () => start(api, headers)))
    for (const [path, rest] of [
      ['setStatusMany', { status: 'archived' }],
      ['deleteMany', {}],
    ] as const) {
      const body = JSON.stringify({ conversationIds, ...rest })
      const init = { method: 'POST', headers, body }
      expect((await api.request(`/trpc/conversation.${path}`, init)).status).toBe(200)
    }
  })
  expect(points).toBe(5 + 5 + 5)
})

test('changes of many conversations at once go beyond the limit once, not each', async () => {
  const unknown = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const input = { conversationIds: Array.from({ length: 50 }, (_, n) => unknown(n)) }
  await using api = await startApi({ rateLimitPerMinute: PER_MINUTE })
  // All have had their own point when the body is there.
  const path = `/trpc/${Array(10).fill('conversation.deleteMany').join()}?batch=1`
  const headers = {
    authorization: `Bearer ${await signToken(newOwner())}`,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ ...Array(10).fill(input) })
  const text = await (await api.request(path, { method: 'POST', headers, body })).text()
  const count = (words: string) => text.split(words).length - 1
  // 10 calls, and 49 more points for each: the third one goes below zero.
  expect([count('"results":'), count('"RATE_LIMITED"')]).toEqual([3, 7])
})
