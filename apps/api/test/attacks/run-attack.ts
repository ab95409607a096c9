import { setMaxListeners } from 'node:events'
import { watchMemory } from '../faults/support/memory-watch.ts'
import { type Sight, watchFor } from './bystanders.ts'
import type { Attack } from './hostile-user.ts'
import type { User, World } from './world.ts'

export interface AttackResult {
  without: Sight
  during: Sight
  /** The most resident memory of the server, in MiB. */
  memoryMib: number
}

/** Bytes a second of the link to Redis; undefined for loopback. */
export type LinkSpeed = number | undefined

/** What others see of the server before an attack, and during it. */
export async function runAttack(
  attack: Attack,
  world: World,
  others: readonly User[],
  { ms, bytesPerSecond }: { ms: number; bytesPerSecond?: LinkSpeed },
): Promise<AttackResult> {
  await using memory = watchMemory(world.pid)
  if (bytesPerSecond !== undefined) world.link.inject({ kind: 'throttle', bytesPerSecond })
  try {
    const without = await watchFor(ms / 2, world, others)
    const from = performance.now()
    const over = new AbortController()
    // One for every connection.
    setMaxListeners(0, over.signal)
    const attacking = attack(world, over.signal)
    const during = await watchFor(ms, world, others)
    over.abort()
    await attacking
    await memory.stop()
    return { without, during, memoryMib: memory.most(from, performance.now()) }
  } finally {
    world.link.heal()
  }
}

const MAX_MEMORY_MIB = 400
const MAX_FACTOR = 3
/** Below it a difference is the machine's. */
const NOISE_MS = 20

/** What an attack did that it must not. */
export function problemsOf({ without, during, memoryMib }: AttackResult): string[] {
  const most = MAX_FACTOR * Math.max(without.p99Ms, NOISE_MS)
  return [
    ...(during.failed > 0 ? [`${during.failed} calls of others failed`] : []),
    ...(during.p99Ms > most ? [`their p99 was ${during.p99Ms} ms, more than ${most}`] : []),
    ...(memoryMib >= MAX_MEMORY_MIB ? [`the process had ${memoryMib} MiB`] : []),
    ...(during.missedProbes > 0 ? [`${during.missedProbes} probes of /livez were missed`] : []),
  ]
}
