import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { watchMemory } from '../faults/support/memory-watch.ts'
import type { Attack } from './attacker.ts'
import { type Sight, watchFor } from './bystanders.ts'
import type { User, World } from './world.ts'

export interface AttackResult {
  without: Sight
  during: Sight
  /** The most resident memory of the server, in MiB. */
  memoryMib: number
}

export interface AttackOptions {
  ms: number
  bytesPerSecond: number | undefined
  /** A probe of /livez that takes longer counts as missed. */
  probeTimeoutMs?: number
}

const ATTACKER = fileURLToPath(new URL('attacker.ts', import.meta.url))

/** What others see of the server before an attack, and during it. */
export async function runAttack(
  attack: Attack,
  world: World,
  others: readonly User[],
  { ms, bytesPerSecond, probeTimeoutMs = 1000 }: AttackOptions,
): Promise<AttackResult> {
  const watch = (forMs: number) => watchFor(forMs, world, others, probeTimeoutMs)
  await using memory = watchMemory(world.pid)
  if (bytesPerSecond !== undefined) world.link?.inject({ kind: 'throttle', bytesPerSecond })
  try {
    // The first calls warm both sides up.
    await watch(ms / 4)
    const without = await watch(ms / 2)
    await using _attacker = await startAttacker(attack, world.url)
    const from = performance.now()
    const during = await watch(ms)
    await memory.stop()
    return { without, during, memoryMib: memory.most(from, performance.now()) }
  } finally {
    world.link?.heal()
  }
}

async function startAttacker(attack: Attack, url: string): Promise<AsyncDisposable> {
  const flags = ['--import', 'tsx', '--conditions=threadkeep-source']
  const args = [...flags, ATTACKER, url, JSON.stringify(attack)]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  await once(child, 'spawn')
  const ended = once(child, 'exit')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
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
    ...(during.unavailable > 0 ? [`${during.unavailable} calls of others were 503`] : []),
    ...(during.failed > 0 ? [`${during.failed} calls of others failed`] : []),
    ...(during.p99Ms > most ? [`their p99 was ${during.p99Ms} ms, more than ${most}`] : []),
    ...(memoryMib >= MAX_MEMORY_MIB ? [`the process had ${memoryMib} MiB`] : []),
    ...(during.missedProbes > 0 ? [`${during.missedProbes} probes of /livez were missed`] : []),
  ]
}
