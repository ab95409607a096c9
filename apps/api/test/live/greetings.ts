import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, pollUntil } from '@threadkeep/store/testing'
import { TRPCClientError } from '@trpc/client'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

import { clientOf, spelled, startTwoServers, textOf } from './support/two-servers.ts'
import { watch } from './support/watcher.ts'

export interface GreetingTally {
  kills: number
  /** Conversations whose start had been sent when their server was killed. */
  starts: number
  /** Greetings that were going on then. */
  hit: number
  problems: string[]
}

const WORDS = 10
const MS_BETWEEN = 30
/** A kill comes before, in the middle of and after greetings. */
const SPREAD_MS = 600
/** Lease, agent, and a machine that is busy. */
const PATIENCE_MS = 90_000
const KEY = 'the conversation'

/** Kills the server while it starts conversations, whose starts are then repeated through another. */
export async function greetings(options: {
  kills: number
  starts: number
  seed: number
}): Promise<GreetingTally> {
  const random = createRandom(options.seed)
  const tally: GreetingTally = { kills: 0, starts: 0, hit: 0, problems: [] }
  const greeting = `${WORDS} ${MS_BETWEEN}`
  await using servers = await startTwoServers({ onInterrupted: 'fail', greeting })
  const { other } = servers
  for (let kill = 0; kill < options.kills; kill++) {
    const worker = servers.worker()
    const users = await Promise.all(
      Array.from({ length: options.starts }, () => signToken(newOwner())),
    )
    const started = users.map(async (token) => {
      await pause(SPREAD_MS * random())
      return clientOf(worker.url, token).start.mutate({ idempotencyKey: KEY })
    })
    const settled = Promise.allSettled(started)
    await pause(SPREAD_MS * random())
    await worker.end('SIGKILL')
    await settled
    const judged = await Promise.all(users.map((token) => judge(other.url, token)))
    tally.hit += judged.filter(({ isHit }) => isHit).length
    tally.problems.push(...judged.flatMap(({ problems }) => problems))
    tally.kills += 1
    tally.starts += users.length
    if (kill + 1 < options.kills) await servers.replaceWorker()
  }
  return tally
}

/** Of one user: the start is repeated, and the user speaks before or after the greeting has come. */
async function judge(url: string, token: string) {
  const conversation = clientOf(url, token)
  const problems: string[] = []
  const { id: conversationId } = await repeated(() =>
    conversation.start.mutate({ idempotencyKey: KEY }),
  )
  await using watcher = watch(url, token, conversationId)
  const { seen } = watcher
  const isOpen = async () => seen.conversation !== undefined
  await pollUntil('the watch is open', isOpen, PATIENCE_MS)
  // It waits for the greeting, which is taken over where its server is dead.
  const content = { type: 'text', text: '1 0' } as const
  const input = { conversationId, content, idempotencyKey: 'hi', wait: false }
  await repeated(() => conversation.send.mutate(input))
  const last = async () => seen.messages.at(-1)?.role === 'assistant' && seen.messages.length > 1
  await pollUntil('the reply is seen', last, PATIENCE_MS)
  const { items } = await repeated(() => conversation.messages.query({ conversationId }))
  const roles = items.map(({ role }) => role).join(' ')
  if (roles !== 'assistant user assistant') problems.push(`stored ${roles}`)
  if (textOf(items.slice(0, 1)) !== spelled(WORDS)) problems.push(`greeted ${textOf(items)}`)
  // A watch begins with the present: a greeting that was stored before it is not told of.
  const first = seen.messages.findIndex((message) => message !== undefined)
  const told = seen.messages.slice(first)
  if (JSON.stringify(told) !== JSON.stringify(items.slice(first))) {
    problems.push('the watcher differs')
  }
  problems.push(...seen.faults.filter((fault) => fault !== `message ${first + 1} after a gap`))
  const isHit = seen.restarts > 0
  if (isHit && seen.said.get(conversationId) !== spelled(WORDS)) problems.push('watched less')
  const { items: listed } = await repeated(() => conversation.list.query({}))
  if (listed.length !== 1) problems.push(`${listed.length} conversations`)
  return { isHit, problems: problems.map((problem) => `${conversationId}: ${problem}`) }
}

/** A machine that is busy may respond too late, and the lease of the dead server may not have ended. */
async function repeated<Result>(call: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await call()
    } catch (error) {
      const isTransient =
        error instanceof TRPCClientError &&
        ['STORE_UNAVAILABLE', 'RUN_IN_PROGRESS'].includes(error.data?.reason)
      if (!isTransient || performance.now() > until) throw error
      await pause(100)
    }
  }
}
