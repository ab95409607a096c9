import { createRandom, startProxy } from '@threadkeep/store/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts'
import { SECRET } from '../support/tokens.ts'
import { checkContent } from './support/check-content.ts'
import { checkKeys } from './support/check-keys.ts'
import type { Keep } from './support/fault.ts'
import { isRejected } from './support/history.ts'
import { startLoad, warmUp } from './support/load.ts'
import { startGuarded, urlOf } from './support/servers.ts'
import { LONG, SEED } from './support/settings.ts'
import { createUsers, moveUsers } from './support/users.ts'

const DEADLINE_MS = 1000
const CALLS_PER_SECOND = LONG ? 200 : 50

const kept: AsyncDisposable[] = []
const keep: Keep = (thing) => {
  kept.push(thing)
  return thing
}
afterEach(async () => {
  for (const thing of kept.splice(0).reverse()) await thing[Symbol.asyncDispose]()
})

async function startApi(url: string): Promise<BuiltServer> {
  const api = await startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    // Its replies are a second write of each call, so that a kill may fall between the two.
    AGENT: 'echo',
    ECHO_DELAY_MS: '0',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    REDIS_COMMAND_TIMEOUT_MS: String(DEADLINE_MS),
    REDIS_URL: url,
  })
  return keep(api)
}

async function startUnderLoad(url: string) {
  const api = await startApi(url)
  const users = await createUsers(api.url, [])
  const first = await warmUp(users)
  const load = keep(
    startLoad({ users, callsPerSecond: CALLS_PER_SECOND, random: createRandom(SEED) }),
  )
  await vi.waitFor(() => expect(load.calls.length).toBeGreaterThan(CALLS_PER_SECOND), {
    timeout: 10_000,
  })
  return { api, users, load, calls: () => [...first, ...load.calls] }
}

function requestLines(output: string): { aborted: boolean }[] {
  const lines = output.split('\n').filter((line) => line.includes('"msg":"request"'))
  return lines.map((line) => RequestLine.parse(JSON.parse(line)))
}

const RequestLine = z.object({ aborted: z.boolean() })

test('the API killed under load leaves no half-written conversation', async () => {
  const { server, admin } = await startGuarded(keep)
  const { api, users, load, calls } = await startUnderLoad(urlOf(server))
  await api.end('SIGKILL')
  await load.stop()
  expect(await checkKeys([admin])).toEqual([])

  moveUsers(users, (await startApi(urlOf(server))).url)
  const { lost, doubled, violations } = await checkContent(users, calls())
  expect({ lost, doubled, violations }).toEqual({ lost: 0, doubled: 0, violations: [] })
  expect(await checkKeys([admin])).toEqual([])
})

test.each(['replies', 'hangs'])(
  'SIGTERM under load, while Redis %s: every accepted request gets a response',
  async (redis) => {
    const { server, admin } = await startGuarded(keep)
    const proxy = keep(await startProxy(server))
    const { api, users, load, calls } = await startUnderLoad(urlOf(proxy))
    if (redis === 'hangs') proxy.inject({ kind: 'black-hole' })
    const ending = await api.end('SIGTERM')
    await load.stop()
    expect(ending).toEqual({ code: 0, signal: null })

    // What the server knows of are requests that it took; the others found nobody listening.
    const taken = requestLines(api.output())
    expect(taken.filter(({ aborted }) => aborted)).toEqual([])
    // Two messages may be sent to one conversation at a time: the second is RUN_IN_PROGRESS.
    const responded = calls().filter(
      (call) =>
        !isRejected(call) || call.result.status === 503 || call.result.reason === 'RUN_IN_PROGRESS',
    )
    expect(responded).toHaveLength(taken.length)

    proxy.heal()
    moveUsers(users, (await startApi(urlOf(server))).url)
    const { lost, doubled, violations } = await checkContent(users, calls())
    expect({ lost, doubled, violations }).toEqual({ lost: 0, doubled: 0, violations: [] })
    expect(await checkKeys([admin])).toEqual([])
  },
)
