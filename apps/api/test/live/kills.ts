import type { Message } from '@threadkeep/shared'
import { createRandom, pollUntil } from '@threadkeep/store/testing'
import { rejection } from '../support/rejection.ts'
import {
  clientOf,
  type Settings,
  sendTo,
  spelled,
  startTwoServers,
  startWatched,
  type TwoServers,
  textOf,
  type Watched,
} from './support/two-servers.ts'

export interface KillTally {
  kills: number
  runs: number
  /** Runs that were going on when their server was killed. */
  hit: number
  problems: string[]
  /** From the kill to the next message being taken, in milliseconds. */
  takenAfterMs: number[]
}

/** How many words the first run has: so many that on a busy machine, too, it is hit. */
const FIRST_WORDS = 150
/** The most of the others, which are near their end when their server is killed, or over. */
const MAX_WORDS = 60
/** When the server is killed at the latest, in words of the first run. */
const MAX_SAID = 36
const MS_BETWEEN = 30
/** Lease, agent, and a machine that is busy. */
const PATIENCE_MS = 90_000

/** Kills the server that works on these runs, again and again, while they are watched through another. */
export async function kills(
  settings: Settings,
  options: { kills: number; runs: number; seed: number },
): Promise<KillTally> {
  const random = createRandom(options.seed)
  const tally: KillTally = { kills: 0, runs: 0, hit: 0, problems: [], takenAfterMs: [] }
  await using servers = await startTwoServers(settings)
  for (let kill = 0; kill < options.kills; kill++) {
    await killOnce(servers, settings, options.runs, random, tally)
    tally.kills += 1
    if (kill + 1 < options.kills) await servers.replaceWorker()
  }
  return tally
}

async function killOnce(
  servers: TwoServers,
  { onInterrupted }: Settings,
  count: number,
  random: () => number,
  tally: KillTally,
): Promise<void> {
  const { other } = servers
  const worker = servers.worker()
  const watched = await Promise.all(Array.from({ length: count }, () => startWatched(other.url)))
  const runs = await Promise.all(
    watched.map(async (each, n) => {
      const words = n === 0 ? FIRST_WORDS : 5 + Math.floor(random() * (MAX_WORDS - 5))
      const { token, conversationId } = each
      await sendTo(worker.url, token, conversationId, `${words} ${MS_BETWEEN}`)
      return { ...each, text: spelled(words) }
    }),
  )
  const said = spelled(Math.floor(random() * MAX_SAID)).length
  await pollUntil(
    'some of the first is said',
    async () => (watched[0]?.watcher.seen.text.length ?? 0) >= said,
  )
  await worker.end('SIGKILL')
  const killedAt = performance.now()
  const judged = runs.map(async (run) => {
    const wasRunning = run.watcher.seen.run?.status !== 'completed'
    if (wasRunning) tally.hit += 1
    if (onInterrupted === 'fail') {
      await sendWhenTaken(other.url, run)
      if (wasRunning) tally.takenAfterMs.push(performance.now() - killedAt)
    }
    const problems = await judge(other.url, { ...run, isHit: wasRunning }, onInterrupted)
    tally.problems.push(...problems.map((problem) => `${run.conversationId}: ${problem}`))
    await run.watcher[Symbol.asyncDispose]()
  })
  await Promise.all(judged)
  tally.runs += count
}

/** Asks until no run stands in the way any more. */
async function sendWhenTaken(url: string, { token, conversationId }: Watched): Promise<void> {
  await pollUntil(
    'the next message is taken',
    async () => {
      const sent = sendTo(url, token, conversationId, '1 0')
      const reason = await rejection(sent).then(
        ({ data }) => data?.reason,
        () => undefined,
      )
      return reason !== 'RUN_IN_PROGRESS'
    },
    PATIENCE_MS,
  )
}

async function judge(
  url: string,
  { token, conversationId, watcher, text, isHit }: Watched & { text: string; isHit: boolean },
  onInterrupted: Settings['onInterrupted'],
): Promise<string[]> {
  const { seen } = watcher
  const conversation = clientOf(url, token)
  const problems: string[] = []
  const ended = async () => seen.run !== undefined && seen.run.status !== 'running'
  if (onInterrupted === 'restart') {
    await pollUntil('the run ends', ended, PATIENCE_MS)
    await sendTo(url, token, conversationId, '1 0')
  }
  // A first reply that was cut after one word is like the next one: the run tells them apart.
  await pollUntil(
    'the next run ends',
    async () => {
      const asked = seen.messages.filter(({ role }) => role === 'user')[1]
      return asked !== undefined && seen.run?.id === asked.id && (await ended())
    },
    PATIENCE_MS,
  )
  const { items } = await conversation.messages.query({ conversationId, limit: 100 })
  const next = items.findLastIndex(({ role }) => role === 'user')
  const [first, after] = [items.slice(0, next), items.slice(next)]
  const replies = first.filter(({ role }) => role === 'assistant')
  if (replies.length > 1) problems.push(`${replies.length} replies`)
  if (after.length !== 2) problems.push(`${after.length - 1} replies to the next message`)
  const stored = textOf(first)
  const isWhole = stored === text
  const isCut = onInterrupted === 'fail' && text.startsWith(stored)
  if (!isWhole && !isCut) problems.push(`stored ${JSON.stringify(stored)}`)
  const said = seen.said.get(first[0]?.id ?? '')
  if (said !== stored && (said !== '' || isHit)) problems.push(`watched ${JSON.stringify(said)}`)
  if (JSON.stringify(seen.messages) !== JSON.stringify(items))
    problems.push(differing(seen.messages, items))
  problems.push(...seen.faults)
  return problems
}

function differing(seen: readonly Message[], stored: readonly Message[]): string {
  return `the watcher saw ${JSON.stringify(seen)}, and stored is ${JSON.stringify(stored)}`
}
