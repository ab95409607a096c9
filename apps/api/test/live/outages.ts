import { setTimeout as pause } from 'node:timers/promises'
import { pollUntil } from '@threadkeep/store/testing'
import {
  clientOf,
  sendTo,
  spelled,
  startRuns,
  startTwoServers,
  type TwoServers,
  textOf,
} from './support/two-servers.ts'

export interface OutageTally {
  completed: number
  failed: number
  problems: string[]
}

const WORDS = 60
const MS_BETWEEN = 30
const RUNS = 10
const SHORT_MS = 5000
const AGENT_TIMEOUT_MS = 3000
const LONG_MS = 6000
const PATIENCE_MS = 90_000

/** Redis hangs in the middle of runs: for a while, and for longer than their agent may take. */
export async function outages(): Promise<OutageTally> {
  const tally: OutageTally = { completed: 0, failed: 0, problems: [] }
  {
    await using servers = await startTwoServers({ onInterrupted: 'restart' })
    const runs = await hangInTheMiddle(servers, SHORT_MS)
    for (const { token, conversationId } of runs) {
      const conversation = clientOf(servers.other.url, token)
      const stored = async () =>
        textOf((await conversation.messages.query({ conversationId })).items)
      await pollUntil('the reply is stored', async () => (await stored()) !== '', PATIENCE_MS)
      if ((await stored()) !== spelled(WORDS)) tally.problems.push(`stored ${await stored()}`)
      else tally.completed += 1
      await nextIsTaken(servers, { token, conversationId })
    }
  }
  {
    const settings = { onInterrupted: 'fail', agentTimeoutMs: AGENT_TIMEOUT_MS } as const
    await using servers = await startTwoServers(settings)
    const runs = await hangInTheMiddle(servers, LONG_MS)
    for (const { token, conversationId } of runs) {
      await nextIsTaken(servers, { token, conversationId })
      const conversation = clientOf(servers.other.url, token)
      const { items } = await conversation.messages.query({ conversationId })
      const [first, ...rest] = items
      if (first?.content.type !== 'text') tally.problems.push('the message is lost')
      const replies = rest.slice(
        0,
        rest.findIndex(({ role }) => role === 'user'),
      )
      if (replies.length > 1) tally.problems.push(`${replies.length} replies`)
      if (!spelled(WORDS).startsWith(textOf(replies)))
        tally.problems.push('stored what was not said')
      tally.failed += 1
    }
  }
  return tally
}

async function hangInTheMiddle(servers: TwoServers, ms: number) {
  const { redis, other } = servers
  const ask = `${WORDS} ${MS_BETWEEN}`
  const runs = await startRuns(servers, { count: RUNS, watchedAt: other.url, ask })
  await pollUntil('some of it is said', async () =>
    runs.every(({ watcher }) => watcher.seen.text.length > 10),
  )
  redis.signal('SIGSTOP')
  await pause(ms)
  redis.signal('SIGCONT')
  for (const { watcher } of runs) await watcher[Symbol.asyncDispose]()
  return runs
}

async function nextIsTaken(
  { other }: TwoServers,
  { token, conversationId }: { token: string; conversationId: string },
): Promise<void> {
  await pollUntil(
    'the next message is taken',
    async () => (await sendTo(other.url, token, conversationId, '1 0')).message.seq > 1,
    PATIENCE_MS,
  )
}
