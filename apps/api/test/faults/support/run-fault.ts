import { setTimeout as delay } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { SECRET } from '../../support/api.ts'
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts'
import { checkCalls } from './check-calls.ts'
import { checkContent } from './check-content.ts'
import { checkKeys } from './check-keys.ts'
import type { Expected, Fault, FaultCase, FaultResult, Keep } from './fault.ts'
import { watchHealth } from './health-watch.ts'
import { type Call, durationOf, isChange, isRefused, quantile } from './history.ts'
import { type Load, startLoad, warmUp } from './load.ts'
import { createRandom } from './random.ts'
import { HEAL_MS, LONG, PASSWORD, PRIVATE_WORD, SEED } from './settings.ts'
import { createUsers, type Leaks } from './users.ts'

const DEFAULTS = LONG
  ? { deadlineMs: 1000, callsPerSecond: 100, durationMs: 8000, warmUpMs: 2000 }
  : { deadlineMs: 500, callsPerSecond: 20, durationMs: 1600, warmUpMs: 300 }

/** How long a refusal takes that comes at once. */
const AT_ONCE_MS = 20

/** From the strike until nothing that was under way before it can still be answered. */
const STRIKE_MS = 100

/** Runs one case, reports its line of the table, and holds it to every promise. */
export async function runFault(
  fault: FaultCase,
  report: (result: FaultResult) => void,
): Promise<void> {
  const kept: AsyncDisposable[] = []
  const keep: Keep = (thing) => {
    kept.push(thing)
    return thing
  }
  try {
    await run({ ...DEFAULTS, ...fault }, keep, report)
  } finally {
    for (const thing of kept.reverse()) await thing[Symbol.asyncDispose]()
  }
}

async function run(
  setup: FaultCase & typeof DEFAULTS,
  keep: Keep,
  report: (result: FaultResult) => void,
): Promise<void> {
  const { deadlineMs, callsPerSecond, durationMs, warmUpMs } = setup
  const fault = await setup.arrange(keep, deadlineMs)
  if (setup.isFromTheStart === true) await fault.strike()
  const api = keep(await startApiUnderTest(fault, setup, deadlineMs))
  const leaks: Leaks = []
  const users = await createUsers(api.url, leaks)
  const health = keep(watchHealth(api.url))
  const warmUpCalls = await warmUp(users)
  const load = keep(startLoad({ users, callsPerSecond, random: createRandom(SEED) }))

  if (setup.isFromTheStart !== true) {
    await delay(warmUpMs)
    await fault.strike()
  }
  const struckAt = performance.now()
  await delay(durationMs)
  const healthBefore = health.last === 200 ? 'healthy' : 'unhealthy'
  const repairBegan = performance.now()
  await fault.repair()
  const repairedAt = performance.now()
  await heal(load, repairedAt, callsPerSecond)
  await vi.waitFor(() => expect(health.last).toBe(200), { timeout: HEAL_MS })
  await load.stop()
  await health.stop()
  const endedAt = performance.now()

  const calls = [...warmUpCalls, ...load.calls]
  const during = { from: struckAt + STRIKE_MS, to: repairBegan }
  const established = calls.filter(
    (call) => call.invokedAt > struckAt + deadlineMs + STRIKE_MS && call.settledAt < repairBegan,
  )
  const content = await checkContent(users, calls)
  const ending = await api.end('SIGTERM')
  const result = {
    name: setup.name,
    deadlineMs,
    calls: calls.length,
    answered: calls.filter((call) => !isRefused(call)).length,
    refused: calls.filter(isRefused).length,
    slowestMs: Math.round(Math.max(...calls.map(durationOf))),
    establishedP99Ms: setup.isFast === true ? Math.round(quantile(established, 0.99)) : null,
    lost: content.lost,
    doubled: content.doubled,
    healMs: Math.round(healTime(calls, repairedAt)),
    health: healthBefore,
    seed: SEED,
  }
  report(result)
  expect({
    violations: [
      ...checkCalls(calls, deadlineMs, struckAt, health.slowness),
      ...checkRefusals(calls, during, setup),
      ...(setup.mayLose === true ? [] : content.violations),
      ...(await checkKeys(fault.servers)),
      ...checkSecrets(
        leaks,
        health.said,
        api,
        users.map(({ token }) => token),
      ),
      ...(health.wasDead ? ['/livez said that the process is dead'] : []),
    ],
    lost: content.lost,
    doubled: content.doubled,
    health: healthBefore,
    ending,
  }).toEqual({
    violations: [],
    lost: setup.mayLose === true ? content.lost : 0,
    doubled: 0,
    health: setup.health === 'either' ? healthBefore : setup.health,
    ending: { code: 0, signal: null },
  })
  expect(result.healMs).toBeLessThan(HEAL_MS + health.slowness(repairedAt, endedAt))
  if (setup.isFast !== true) return
  // Of a few dozen calls the slowest hundredth is one, and says more of the machine than of us.
  const typicalMs = quantile(established, LONG ? 0.99 : 0.5)
  expect(typicalMs).toBeLessThan(AT_ONCE_MS + health.slowness(struckAt, repairBegan))
}

function startApiUnderTest(
  fault: Fault,
  setup: FaultCase,
  deadlineMs: number,
): Promise<BuiltServer> {
  return startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    AGENT: 'none',
    LOG_LEVEL: 'trace',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    REDIS_COMMAND_TIMEOUT_MS: String(deadlineMs),
    ...setup.variables,
    ...fault.variables,
  })
}

/** Until a third of a second brought good answers only. */
async function heal({ calls }: Load, repairedAt: number, callsPerSecond: number): Promise<void> {
  const needed = Math.ceil(callsPerSecond / 3)
  await vi.waitFor(
    () => {
      const since = calls.filter(({ invokedAt }) => invokedAt > repairedAt)
      const last = since.slice(-needed)
      expect(last.length).toBe(needed)
      expect(last.some(isRefused)).toBe(false)
    },
    { timeout: 15_000, interval: 50 },
  )
}

/** From the repair to the first answer behind the last refusal. */
function healTime(calls: readonly Call[], repairedAt: number): number {
  const since = calls.filter(({ invokedAt }) => invokedAt > repairedAt)
  const lastRefused = Math.max(
    repairedAt,
    ...since.filter(isRefused).map(({ invokedAt }) => invokedAt),
  )
  const good = since.filter((call) => !isRefused(call) && call.invokedAt > lastRefused)
  return Math.min(...good.map(({ settledAt }) => settledAt)) - repairedAt
}

function checkRefusals(
  calls: readonly Call[],
  during: { from: number; to: number },
  { refused }: Expected,
): string[] {
  const hit = calls.filter(
    ({ invokedAt, settledAt }) => invokedAt > during.from && settledAt < during.to,
  )
  const changes = hit.filter(isChange)
  const reads = hit.filter((call) => !isChange(call))
  const answered = (some: Call[]) => some.filter((call) => !isRefused(call)).length
  const say = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`])
  if (changes.length === 0 && refused !== 'some') return ['nothing was asked during the fault']
  switch (refused) {
    case 'all':
      return say(answered(hit), 'were answered all the same')
    case 'writes':
      return [
        ...say(answered(changes), 'changes were answered all the same'),
        ...say(reads.filter(isRefused).length, 'reads were refused'),
      ]
    case 'changes':
      return say(answered(changes), 'changes were answered all the same')
    case 'some':
      return []
    case 'none':
      return say(calls.filter(isRefused).length, 'calls saw it')
  }
}

function checkSecrets(leaks: Leaks, said: string, api: BuiltServer, tokens: string[]): string[] {
  const logged = api.output()
  const places = { logged, health: said }
  const secrets = [PASSWORD, PRIVATE_WORD, SECRET, ...tokens]
  const found = Object.entries(places).flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  )
  if (/unexpected error|Unhandled|\n\s+at /.test(logged))
    found.push(`logged: ${logged.slice(-2000)}`)
  return [...found, ...leaks.map((secret) => `${secret} in an answer`)]
}
