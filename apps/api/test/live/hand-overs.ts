import { pollUntil } from '@threadkeep/store/testing'
import { clientOf, spelled, startRuns, startTwoServers, textOf } from './support/two-servers.ts'
import { watch } from './support/watcher.ts'

export interface HandOverTally {
  runs: number
  exitCode: number | null
  exitedAfterMs: number
  /** From the end of a client's stream to its first event elsewhere. */
  resumedAfterMs: number[]
  problems: string[]
}

const WORDS = 100
const MS_BETWEEN = 60
const PATIENCE_MS = 90_000

/** Stops the server that works on these runs, whose clients watch through it and resume at another. */
export async function handOvers(options: { runs: number }): Promise<HandOverTally> {
  const problems: string[] = []
  const resumedAfterMs: number[] = []
  await using servers = await startTwoServers({ onInterrupted: 'restart' })
  const { other } = servers
  const worker = servers.worker()
  const ask = `${WORDS} ${MS_BETWEEN}`
  const runs = await startRuns(servers, { count: options.runs, watchedAt: worker.url, ask })
  await pollUntil('all have begun', async () =>
    runs.every(({ watcher }) => watcher.seen.text.length > 0),
  )
  const stoppedAt = performance.now()
  const exit = worker.end('SIGTERM')
  const ended = runs.map(async ({ token, conversationId, watcher }) => {
    await watcher.ended
    const cutAt = performance.now()
    const { seen } = watcher
    const eventsBefore = seen.events
    const resumed = watch(other.url, token, conversationId, seen, watcher.lastEventId())
    await pollUntil('it goes on', async () => seen.events > eventsBefore, PATIENCE_MS)
    resumedAfterMs.push(performance.now() - cutAt)
    const isOver = async () => seen.run !== undefined && seen.run.status !== 'running'
    await pollUntil('the run ends', isOver, PATIENCE_MS)
    const { items } = await clientOf(other.url, token).messages.query({ conversationId })
    if (textOf(items) !== spelled(WORDS)) problems.push(`stored ${textOf(items)}`)
    if (items.length !== 2) problems.push(`${items.length - 1} replies`)
    if (seen.said.get(items[0]?.id ?? '') !== spelled(WORDS)) problems.push('the watcher differs')
    if (seen.resets > 0) problems.push('a reset')
    problems.push(...seen.faults)
    await resumed[Symbol.asyncDispose]()
  })
  const { code } = await exit
  const exitedAfterMs = Math.round(performance.now() - stoppedAt)
  await Promise.all(ended)
  if (code !== 0) problems.push(`exit ${code}`)
  return { runs: options.runs, exitCode: code, exitedAfterMs, resumedAfterMs, problems }
}
