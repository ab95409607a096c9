import { createRandom, startProxy } from '@threadkeep/store/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { startBuiltServer } from '../support/built-server.ts'
import { SECRET } from '../support/tokens.ts'
import { checkContent } from './support/check-content.ts'
import type { Keep } from './support/fault.ts'
import { isRejected } from './support/history.ts'
import { isHeldUp, watchLag } from './support/lag-watch.ts'
import { startLoad, warmUp } from './support/load.ts'
import { startGuarded, urlOf } from './support/servers.ts'
import { LONG, SEED } from './support/settings.ts'
import { createUsers } from './support/users.ts'

const CALLS = LONG ? 10_000 : 500
const CALLS_PER_SECOND = LONG ? 200 : 50
const CUT_EVERY_MS = 500
const DEADLINE_MS = 1000

const kept: AsyncDisposable[] = []
const keep: Keep = (thing) => {
  kept.push(thing)
  return thing
}
afterEach(async () => {
  for (const thing of kept.splice(0).reverse()) await thing[Symbol.asyncDispose]()
})

test(`${CALLS} calls over a connection that is cut again and again see nothing of it`, async () => {
  const { server, admin } = await startGuarded(keep)
  const proxy = keep(await startProxy(server))
  const api = keep(
    await startBuiltServer({
      NODE_ENV: 'production',
      AUTH_JWT_SECRET: SECRET,
      AGENT: 'none',
      RATE_LIMIT_PER_MINUTE: '1000000000',
      REDIS_COMMAND_TIMEOUT_MS: String(DEADLINE_MS),
      REDIS_URL: urlOf(proxy),
    }),
  )
  const users = await createUsers(api.url, [])
  const first = await warmUp(users)
  const random = createRandom(SEED)
  let cuts = 0
  const cutting = setInterval(() => {
    cuts += 1
    if (random() < 0.5) proxy.cutAll()
    else void admin.call('CLIENT', 'KILL', 'TYPE', 'normal')
  }, CUT_EVERY_MS)
  keep({ [Symbol.asyncDispose]: async () => clearInterval(cutting) })
  const lag = keep(watchLag(api.pid))
  const load = keep(startLoad({ users, callsPerSecond: CALLS_PER_SECOND, random }))
  await vi.waitFor(() => expect(load.calls.length).toBeGreaterThanOrEqual(CALLS), {
    timeout: 200_000,
    interval: 100,
  })
  clearInterval(cutting)
  await load.stop()

  // A timer of a busy machine skips some.
  expect(cuts).toBeGreaterThan((CALLS / CALLS_PER_SECOND) * (1000 / CUT_EVERY_MS) * 0.5)
  const seen = load.calls.filter(
    (call) => isRejected(call) && !isHeldUp(lag, call.invokedAt, call.settledAt, DEADLINE_MS),
  )
  expect(seen).toEqual([])
  const { lost, doubled, violations } = await checkContent(users, [...first, ...load.calls])
  expect({ lost, doubled, violations }).toEqual({ lost: 0, doubled: 0, violations: [] })
}, 240_000)
