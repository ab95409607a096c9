import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createBodyBudget } from '../src/rate-limit/body-budget.ts'
import { type Api, startApi } from './support/api.ts'
import { hold } from './support/held-connection.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const LIMITS = { bytes: 1000, bytesOfOwner: 400, smallBytes: 50, waitMs: 60_000 }

async function isAdmitted(admission: Promise<unknown>): Promise<boolean> {
  return Promise.race([admission.then(() => true), turn(false)])
}

describe('bodies', () => {
  test('of one owner wait beyond its bound, and a small one may pass a large one', async () => {
    const budget = createBodyBudget(LIMITS)
    const owner = newOwner()
    const release = await budget.admit(owner, 300)
    const large = budget.admit(owner, 200)
    expect(await isAdmitted(large)).toBe(false)
    expect(await isAdmitted(budget.admit(owner, 100))).toBe(true)
    expect(await isAdmitted(budget.admit(newOwner(), 400))).toBe(true)
    release()
    release()
    expect(await isAdmitted(large)).toBe(true)
    // Releasing twice must not make room twice.
    expect(await isAdmitted(budget.admit(owner, 200))).toBe(false)
  })

  test('of all owners together wait beyond the bound of the process', async () => {
    const budget = createBodyBudget(LIMITS)
    const release = await budget.admit(newOwner(), 400)
    await budget.admit(newOwner(), 400)
    const third = budget.admit(newOwner(), 400)
    expect(await isAdmitted(third)).toBe(false)
    release()
    expect(await isAdmitted(third)).toBe(true)
  })

  test('of the usual length are admitted one of an owner at a time, whatever others have', async () => {
    const budget = createBodyBudget(LIMITS)
    for (const bytes of [400, 400, 200]) await budget.admit(newOwner(), bytes)
    const owner = newOwner()
    expect(await isAdmitted(budget.admit(newOwner(), 51))).toBe(false)
    expect(await isAdmitted(budget.admit(owner, 50))).toBe(true)
    expect(await isAdmitted(budget.admit(owner, 1))).toBe(false)
  })

  test('that do not fit in time are rejected, and hold nothing', async () => {
    const budget = createBodyBudget({ ...LIMITS, waitMs: 10 })
    const owner = newOwner()
    const release = await budget.admit(owner, 400)
    await expect(budget.admit(owner, 400)).rejects.toBeInstanceOf(RateLimitedError)
    release()
    expect(await isAdmitted(budget.admit(owner, 400))).toBe(true)
  })
})

const MAX_BODIES = 16

/** A call whose body does not come; `length`: what it says of it. */
async function sendSlowly(api: Api, token: string, path: string, framing: string) {
  const client = await hold(api.url)
  client.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\n${framing}\r\n\r\n`,
  )
  return client
}

test.each([
  ['/trpc/conversation.start', 'content-length: 262144'],
  ['/api/chat/start', 'transfer-encoding: chunked'],
])(
  'a user who sends bodies slowly has no more of them at a time: %s, %s',
  async (path, framing) => {
    await using api = await startApi()
    const token = await signToken(newOwner())
    const slow = await Promise.all(
      Array.from({ length: MAX_BODIES }, () => sendSlowly(api, token, path, framing)),
    )
    const one = () =>
      fetch(`${api.url}/api/chat/start`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      })
    await expect.poll(async () => (await one()).status).toBe(429)
    // Others are not concerned, nor is this user once one of them has gone.
    const other = await api.as(newOwner())
    expect(await other.conversation.start.mutate({})).toHaveProperty('id')
    for (const client of slow.slice(1)) client.destroy()
    expect((await one()).status).toBe(200)
    slow[0]?.destroy()
  },
)

test('users who send bodies slowly keep no other from sending a message', async () => {
  await using api = await startApi()
  const [path, framing] = ['/trpc/conversation.start', 'content-length: 262144']
  const slow = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const token = await signToken(newOwner())
      const bodies = Array.from({ length: MAX_BODIES }, () => sendSlowly(api, token, path, framing))
      return { token, bodies: await Promise.all(bodies) }
    }),
  )
  const another = async ({ token }: { token: string }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return (await fetch(api.url + path, { method: 'POST', headers, body: '{}' })).status
  }
  await expect.poll(() => Promise.all(slow.map(another))).toEqual(slow.map(() => 429))
  const other = await api.as(newOwner())
  expect(await other.conversation.start.mutate({})).toHaveProperty('id')
  for (const { bodies } of slow) for (const body of bodies) body.destroy()
})
