import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, pollUntil } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import {
  clientOf,
  type Settings,
  spelled,
  startRuns,
  startTwoServers,
  textOf,
} from './support/two-servers.ts'

export interface PauseTally {
  /** Runs whose server was paused in the middle of them. */
  hit: number
  problems: string[]
}

const WORDS = 100
const MS_BETWEEN = 40
const PATIENCE_MS = 90_000
/** For a server that was paused to write what it still means to write. */
const SETTLING_MS = 3000

/**
 * Pauses the server that works on these runs for longer than their lease, and lets it go on once another
 * one has ended them: it must not write a thing.
 */
export async function pauses(
  settings: Settings,
  options: { runs: number; pausedMs: number; seed: number },
): Promise<PauseTally> {
  const random = createRandom(options.seed)
  const tally: PauseTally = { hit: 0, problems: [] }
  await using servers = await startTwoServers(settings)
  const { other } = servers
  const worker = servers.worker()
  const raw = new Redis(servers.redis.url)
  const ask = `${WORDS} ${MS_BETWEEN}`
  const runs = await startRuns(servers, { count: options.runs, watchedAt: other.url, ask })
  const share = 0.1 + 0.5 * random()
  await pollUntil('some of it is said', async () =>
    runs.every(({ watcher }) => watcher.seen.text.length >= share * spelled(WORDS).length),
  )
  process.kill(worker.pid, 'SIGSTOP')
  const pausedAt = performance.now()
  await Promise.all(
    runs.map(({ watcher: { seen } }) =>
      pollUntil('ended by the other', async () => isEnded(seen.run?.status), PATIENCE_MS),
    ),
  )
  await pause(Math.max(0, options.pausedMs - (performance.now() - pausedAt)))
  const before = await everything(raw)
  process.kill(worker.pid, 'SIGCONT')
  await pause(SETTLING_MS)
  const after = await everything(raw)
  for (const [key, value] of after) {
    if (before.get(key) !== value) tally.problems.push(`written: ${key}`)
  }
  if (before.size !== after.size) tally.problems.push('keys came or went')
  for (const { token, conversationId, watcher } of runs) {
    const { items } = await clientOf(other.url, token).messages.query({ conversationId })
    const stored = textOf(items)
    const { seen } = watcher
    tally.hit += 1
    if (settings.onInterrupted === 'restart' && stored !== spelled(WORDS)) {
      tally.problems.push(`stored ${JSON.stringify(stored)}`)
    }
    if (!spelled(WORDS).startsWith(stored)) tally.problems.push('stored what was not said')
    if (items.length > 2) tally.problems.push(`${items.length - 1} replies`)
    if (seen.said.get(items[0]?.id ?? '') !== stored) tally.problems.push('the watcher differs')
    tally.problems.push(...seen.faults)
    await watcher[Symbol.asyncDispose]()
  }
  raw.disconnect()
  return tally
}

function isEnded(status: string | undefined): boolean {
  return status !== undefined && status !== 'running'
}

/** Every key with all that it holds, but for when it was accessed. */
async function everything(raw: Redis): Promise<Map<string, string>> {
  const contents = new Map<string, string>()
  for (const key of await raw.keys('*:{*:*')) {
    const type = await raw.type(key)
    const value =
      type === 'list'
        ? await raw.lrange(key, 0, -1)
        : type === 'hash'
          ? Object.entries(await raw.hgetall(key)).map(([name, text]) =>
              name === 'record' ? [name, text.split(',').toSpliced(6, 1)] : [name, text],
            )
          : type
    contents.set(key, JSON.stringify(value))
  }
  return contents
}
