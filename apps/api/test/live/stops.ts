import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, pollUntil } from '@threadkeep/store/testing'
import {
  clientOf,
  sendTo,
  spelled,
  startTwoServers,
  startWatched,
  textOf,
} from './support/two-servers.ts'

export interface StopTally {
  runs: number
  /** Runs that had ended by themselves when the stop came. */
  over: number
  /** From the call to the stored end, in milliseconds, of those that were stopped. */
  stoppedAfterMs: number[]
  problems: string[]
}

const WORDS = 40
const MS_BETWEEN = 25
const AT_ONCE = 10

/**
 * Stops runs through another server than the one that works on them: in their middle, about their end,
 * and twice at once.
 */
export async function stops(options: { runs: number; seed: number }): Promise<StopTally> {
  const random = createRandom(options.seed)
  const tally: StopTally = { runs: 0, over: 0, stoppedAfterMs: [], problems: [] }
  await using servers = await startTwoServers({ onInterrupted: 'restart' })
  for (let from = 0; from < options.runs; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, options.runs - from)
    await Promise.all(Array.from({ length: count }, (_, index) => stopOne(from + index)))
  }
  return tally

  async function stopOne(index: number): Promise<void> {
    const { other } = servers
    const worker = servers.worker()
    const { token, conversationId, watcher } = await startWatched(other.url)
    const { message } = await sendTo(worker.url, token, conversationId, `${WORDS} ${MS_BETWEEN}`)
    const duration = WORDS * MS_BETWEEN
    const isNearEnd = index % 4 === 0
    await pause(isNearEnd ? duration - 60 + random() * 160 : random() * duration * 0.9)
    const conversation = clientOf(other.url, token)
    const calledAt = performance.now()
    const stop = () => conversation.stop.mutate({ conversationId })
    const responses = await Promise.all(index % 4 === 1 ? [stop(), stop()] : [stop()])
    const { seen } = watcher
    await pollUntil('the run ends', async () => isEnded(seen.run?.status))
    const tookMs = performance.now() - calledAt
    tally.runs += 1
    const { items } = await conversation.messages.query({ conversationId })
    const stored = textOf(items)
    if (seen.run?.status === 'stopped') {
      tally.stoppedAfterMs.push(tookMs)
      const aborted = `aborted ${message.id}`
      await pollUntil('the agent is aborted', async () => worker.output().includes(aborted), 2000)
      const reply = items.at(-1)
      if (reply?.role === 'assistant' && reply.metadata?.['finishReason'] !== 'stopped') {
        tally.problems.push('a cut reply that does not say so')
      }
      if (!spelled(WORDS).startsWith(stored)) tally.problems.push(`stored ${stored}`)
    } else {
      tally.over += 1
      if (seen.run?.status !== 'completed') tally.problems.push(`ended ${seen.run?.status}`)
      if (stored !== spelled(WORDS)) tally.problems.push(`stored ${stored}`)
    }
    if (items.length > 2) tally.problems.push(`${items.length - 1} replies`)
    const said = seen.said.get(message.id)
    if (said !== stored && said !== '') tally.problems.push(`watched ${said}, stored ${stored}`)
    // The second of two may come when the first has stopped it already.
    if (responses.every(({ stopped }) => !stopped) && seen.run?.status === 'stopped') {
      tally.problems.push('not stopped, as the caller was told')
    }
    tally.problems.push(...seen.faults)
    await watcher[Symbol.asyncDispose]()
  }
}

function isEnded(status: string | undefined): boolean {
  return status !== undefined && status !== 'running'
}
