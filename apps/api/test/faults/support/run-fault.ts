import { setTimeout as delay } from 'node:timers/promises'
import { createRandom } from '@threadkeep/store/testing'
import { expect, vi } from 'vitest'
import { startApiUnderTest } from './api-under-test.ts'
import { checkCalls } from './check-calls.ts'
import { checkContent } from './check-content.ts'
import { checkHealth, turnsOfFault } from './check-health.ts'
import { checkKeys } from './check-keys.ts'
import { checkRejections } from './check-rejections.ts'
import { checkSecrets } from './check-secrets.ts'
import type { FaultCase, FaultResult, Keep } from './fault.ts'
import { heal, healTime, PATIENCE } from './healing.ts'
import { untilHealthy, watchHealth } from './health-watch.ts'
import { durationOf, isRejected, quantile } from './history.ts'
import { watchLag } from './lag-watch.ts'
import { startLoad, warmUp } from './load.ts'
import { watchMemory } from './memory-watch.ts'
import { HEAL_MS, LONG, SEED } from './settings.ts'
import { createUsers, type Leaks } from './users.ts'

const DEFAULTS = LONG
  ? { deadlineMs: 1000, callsPerSecond: 100, durationMs: 8000, warmUpMs: 2000 }
  : { deadlineMs: 500, callsPerSecond: 20, durationMs: 1600, warmUpMs: 300 }

/** By how much the memory of the API may grow while calls pile up in front of Redis. */
const GROWTH_MIB = 100

/** From the strike until no call that was under way before it can still get a response. */
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
  const failures: unknown[] = []
  const attempt = (work: PromiseLike<void>) => work.then(null, (error) => failures.push(error))
  await attempt(run({ ...DEFAULTS, ...fault }, keep, report))
  // All of them: a server left behind by one case takes its processor from every other.
  for (const thing of kept.reverse()) await attempt(thing[Symbol.asyncDispose]())
  // What came first is why the others came.
  if (failures.length > 0) throw failures[0]
}

async function run(
  setup: FaultCase & typeof DEFAULTS,
  keep: Keep,
  report: (result: FaultResult) => void,
): Promise<void> {
  const { deadlineMs, callsPerSecond, durationMs, warmUpMs } = setup
  // A send makes two changes, each with a deadline; while replicas are lost both may wait for them.
  const waits = setup.variables?.['REDIS_WAIT_REPLICAS'] !== undefined
  const sendMs = waits ? 2 * deadlineMs : deadlineMs
  const fault = await setup.arrange(keep, deadlineMs)
  if (setup.isFromTheStart === true) await fault.strike()
  const api = keep(await startApiUnderTest({ ...setup.variables, ...fault.variables }, setup))
  const leaks: Leaks = []
  const users = await createUsers(api.url, leaks)
  const lag = keep(watchLag(api.pid))
  if (setup.isFromTheStart !== true) await untilHealthy(api.url)
  const health = keep(watchHealth(api.url))
  const startedAt = performance.now()
  const memory = keep(watchMemory(api.pid))
  const warmUpCalls = await warmUp(users)
  const { textBytes = 0 } = setup
  const random = createRandom(SEED)
  const load = keep(startLoad({ users, callsPerSecond, random, textBytes }))

  let strikeBegan = startedAt
  if (setup.isFromTheStart !== true) {
    await delay(warmUpMs)
    strikeBegan = performance.now()
    await fault.strike()
  }
  const struckAt = performance.now()
  await delay(durationMs)
  // Whether that took too long is told by when it was.
  if (setup.health === 'unhealthy') await vi.waitFor(() => expect(health.last).toBe(503), PATIENCE)
  const repairBegan = performance.now()
  await fault.repair()
  const repairedAt = performance.now()
  await heal(load, repairedAt, callsPerSecond)
  await vi.waitFor(() => expect(health.last).toBe(200), PATIENCE)
  await load.stop()
  await Promise.all([health.stop(), memory.stop()])
  const endedAt = performance.now()

  const calls = [...warmUpCalls, ...load.calls]
  const established = calls.filter(
    (call) => call.invokedAt > struckAt + deadlineMs + STRIKE_MS && call.settledAt < repairBegan,
  )
  const times = { deadlineMs, strikeBegan, struckAt, repairedAt, endedAt }
  const turns = turnsOfFault(health.turns, setup, times, lag)
  const healthBefore =
    turns.findLast(({ at }) => at < repairBegan)?.status === 200 ? 'healthy' : 'unhealthy'
  const content = await checkContent(users, calls)
  const ending = await api.end('SIGTERM')
  const result = {
    name: setup.name,
    deadlineMs,
    calls: calls.length,
    succeeded: calls.filter((call) => !isRejected(call)).length,
    rejected: calls.filter(isRejected).length,
    slowestMs: Math.round(Math.max(...calls.map(durationOf))),
    establishedP99Ms:
      setup.fastMs === undefined ? null : Math.round(quantile(established.map(durationOf), 0.99)),
    lost: content.lost,
    doubled: content.doubled,
    healMs: Math.round(healTime(calls, repairedAt)),
    health: healthBefore,
    memoryMib: [memory.most(startedAt, struckAt), memory.most(struckAt, endedAt)],
    seed: SEED,
  } as const
  report(result)
  const during = { from: struckAt + STRIKE_MS, to: repairBegan }
  expect({
    violations: [
      ...checkCalls(calls, { deadlineMs, sendMs }, struckAt, lag),
      ...checkRejections(calls, during, setup, lag),
      ...checkHealth(turns, setup, times, lag),
      ...(setup.mayLose === true ? [] : content.violations),
      ...(await checkKeys(fault.servers)),
      ...checkSecrets(leaks, health.said, api, users),
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
  expect(result.healMs).toBeLessThan(HEAL_MS + lag.between(repairedAt, endedAt))
  const [before, most] = result.memoryMib
  expect(most - before).toBeLessThan(GROWTH_MIB)
  if (setup.fastMs === undefined) return
  const ofTheApi = established.map(
    (call) => durationOf(call) - lag.between(call.invokedAt, call.settledAt),
  )
  if (LONG) expect(quantile(ofTheApi, 0.99)).toBeLessThan(setup.fastMs)
  // Of a few dozen calls the slowest hundredth is one, and says more of the machine than of us. But
  // who waits for their deadline is not rejected at once on any machine.
  else expect(quantile(ofTheApi, 0.5)).toBeLessThan(deadlineMs / 2)
}
