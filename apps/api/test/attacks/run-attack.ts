import { inspect } from 'node:util'
import { watchMemory } from '../faults/support/memory-watch.ts'
import type { Attack } from './attacker.ts'
import { type Share, startAttacker } from './attacker-process.ts'
import { p99Of, pool, type Sight, watchFor } from './bystanders.ts'
import type { User, World } from './world.ts'

export interface AttackResult {
  without: Sight
  during: Sight
  /** The most resident memory of the server, in MiB. */
  memoryMib: number
}

export interface AttackOptions {
  /** Of one round. Before it others are watched for half as long. */
  ms: number
  rounds: number
  /** How many others there are. */
  others: number
  share: Share
  bytesPerSecond: number | undefined
  /** A probe of /livez that takes longer counts as missed. */
  probeTimeoutMs?: number
}

/** What others see of the server without an attack and during it, by turns. */
export async function runAttack(
  prepare: (world: World) => Promise<Attack>,
  world: World,
  { rounds, bytesPerSecond, ...options }: AttackOptions,
): Promise<AttackResult> {
  if (bytesPerSecond !== undefined) world.link?.inject({ kind: 'throttle', bytesPerSecond })
  try {
    const results: AttackResult[] = []
    // All are new, so that each round begins with what a minute allows.
    for (let n = 0; n < rounds; n++)
      results.push(await runRound(await prepare(world), world, options))
    return {
      without: pool(results.map(({ without }) => without)),
      during: pool(results.map(({ during }) => during)),
      memoryMib: Math.max(...results.map(({ memoryMib }) => memoryMib)),
    }
  } finally {
    world.link?.heal()
  }
}

async function runRound(
  attack: Attack,
  world: World,
  { ms, others, share, probeTimeoutMs = 1000 }: Omit<AttackOptions, 'rounds' | 'bytesPerSecond'>,
): Promise<AttackResult> {
  const createUsers = () =>
    Promise.all(Array.from({ length: others }, () => world.createUser(20, 200)))
  // Others during the attack, or who was there before would reach the rate limit in it.
  const before = await createUsers()
  const later = await createUsers()
  const watch = (users: readonly User[], forMs: number) =>
    watchFor(forMs, world, users, probeTimeoutMs)
  await using attacker = await startAttacker(attack, world.url, share)
  await using memory = watchMemory(world.pid)
  // The first calls warm both sides up.
  await watch(before, ms / 4)
  const without = await watch(before, ms / 2)
  const from = performance.now()
  attacker.begin()
  const during = await watch(later, ms)
  await memory.stop()
  return { without, during, memoryMib: memory.most(from, performance.now()) }
}

const MAX_MEMORY_MIB = 400
const MAX_FACTOR = 3
/** Below it a difference is the machine's. */
const NOISE_MS = 20

/** What an attack did that it must not. */
export function problemsOf({ without, during, memoryMib }: AttackResult): string[] {
  const most = MAX_FACTOR * Math.max(p99Of(without), NOISE_MS)
  return [
    ...(during.unavailable > 0 ? [`${during.unavailable} calls of others were 503`] : []),
    ...(during.failed.length > 0
      ? [
          `${during.failed.length} calls of others failed, the first by ${inspect(during.failed[0])}`,
        ]
      : []),
    ...(p99Of(during) > most ? [`their p99 was ${p99Of(during)} ms, more than ${most}`] : []),
    ...(memoryMib >= MAX_MEMORY_MIB ? [`the process had ${memoryMib} MiB`] : []),
    ...(during.missedProbes > 0 ? [`${during.missedProbes} probes of /livez were missed`] : []),
  ]
}
