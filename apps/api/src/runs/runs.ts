import { setMaxListeners } from 'node:events'
import type { Agent, AgentEvent } from '@threadkeep/agents'
import type { Conversation, Limits, Message, Run } from '@threadkeep/shared'
import type { OwnerConversations, RunLease } from '@threadkeep/store'
import type { Logger } from '../observability/log.ts'
import type { RunMetrics } from '../observability/metrics/run-metrics.ts'
import { createOutageSignal } from './outage-signal.ts'
import { type RunOutcome, type WhileUnavailable, workOnRun } from './run-worker.ts'
import { toMessages } from './to-messages.ts'

/** The message of a run that is taken over is searched among this many of the newest messages. */
const NEWEST_MESSAGES = 60

/** Max time of a greeting: the user's first message waits for it. */
const GREETING_TIMEOUT_MS = 20_000

/** The context of a run. */
export interface RunTask {
  conversations: OwnerConversations
  conversation: Conversation
  /** Null for a greeting. */
  message: Message | null
  bearerToken: string | null
}

export interface LocalRun {
  outcome: Promise<RunOutcome>
  /** Rejects at the next outage of the store during the run. The run goes on. */
  readonly unavailable: Promise<never>
}

export interface Runs {
  readonly agent: Agent
  /** Works on the run in the background, even if no caller waits. */
  work(lease: RunLease, task: RunTask): LocalRun
  /** This attempt of a run, if this process works on it. */
  find(run: Run): LocalRun | undefined
  /** Takes over the conversation's run if it is orphaned. */
  takeOver(
    conversations: OwnerConversations,
    conversationId: string,
    bearerToken?: string | null,
  ): void
  /** Resolves when this process works on no run. */
  idle(): Promise<void>
}

export interface RunsOptions {
  agent: Agent
  limits: Limits
  timeoutMs: number
  log: Logger
  metrics: RunMetrics
  /** Aborted when the server is about to stop; restartable runs are then given back. */
  handOver: AbortSignal
}

export function createRuns({
  agent,
  limits,
  timeoutMs,
  log,
  metrics,
  handOver,
}: RunsOptions): Runs {
  // Every run adds a listener.
  setMaxListeners(0, handOver)
  const local = new Map<string, LocalRun>()
  const takingOver = new Set<string>()

  function work(lease: RunLease, task: RunTask): LocalRun {
    // Two repeats at once may both hold the lease.
    const known = local.get(attemptOf(lease.run))
    if (known !== undefined) return known
    const outage = createOutageSignal()
    const isGreeting = task.message === null
    const runId = lease.run.id
    metrics.begun()
    const outcome = workOnRun(lease, (...given) => askAgent(lease.run, task, ...given), {
      isRestartable: isGreeting || agent.onInterrupted === 'restart',
      limits,
      timeoutMs: isGreeting ? Math.min(timeoutMs, GREETING_TIMEOUT_MS) : timeoutMs,
      handOver,
      onUnavailable: outage.raise,
    }).finally(() => local.delete(attemptOf(lease.run)))
    outcome.then(
      ({ finished, error }) => {
        metrics.ended(finished?.run.status ?? 'handed_over')
        if (error !== undefined) log.warn({ err: error, runId }, 'An agent failed')
      },
      (error: unknown) => {
        metrics.ended('lost')
        log.warn({ err: error, runId }, 'A run could not be ended')
      },
    )
    const run = {
      outcome,
      get unavailable() {
        return outage.next()
      },
    }
    local.set(attemptOf(lease.run), run)
    return run
  }

  function askAgent(
    { attempt }: Run,
    { conversations, conversation, message, bearerToken }: RunTask,
    signal: AbortSignal,
    whileUnavailable: WhileUnavailable,
  ): AsyncIterable<AgentEvent> {
    const given = { conversation, bearerToken, signal, attempt }
    if (message === null) {
      if (agent.greet === undefined) throw new Error('an agent that does not greet was asked to')
      return agent.greet(given)
    }
    return agent.respond({
      ...given,
      message,
      async history({ limit }) {
        const { items } = await whileUnavailable(() => {
          signal.throwIfAborted()
          return conversations.messages(conversation.id, { limit })
        })
        return items
      },
    })
  }

  async function takeOver(
    conversations: OwnerConversations,
    id: string,
    bearerToken: string | null,
  ): Promise<void> {
    const mode = agent.onInterrupted === 'restart' ? 'restart' : 'keep'
    // Nobody has said anything yet, so greeting again does no harm.
    const ofGreeting = agent.greet === undefined ? 'keep' : 'restart'
    const lease = await conversations.runs(id).takeOver(mode, ofGreeting)
    if (lease === null) return
    metrics.takenOver()
    // The reply also says whether the run was asked to stop meanwhile.
    const state = await lease.write([])
    const isGreeting = lease.run.id === id
    if ((isGreeting ? ofGreeting : mode) === 'restart' && state === 'written') {
      const conversation = await conversations.get(id)
      const message = await messageOf(conversations, conversation, lease.run)
      if (message !== undefined) {
        work(lease, { conversations, conversation, message, bearerToken })
        return
      }
    }
    const isStopped = state === 'stop'
    await lease.finish({
      status: isStopped ? 'stopped' : 'failed',
      reason: isStopped ? undefined : 'INTERRUPTED',
      messages: toMessages(lease.said, limits, {
        finishReason: isStopped ? 'stopped' : 'interrupted',
      }),
    })
    metrics.ended(isStopped ? 'stopped' : 'failed')
  }

  return {
    agent,
    work,
    find: (run) => local.get(attemptOf(run)),
    takeOver(conversations, id, bearerToken = null) {
      // A server that is about to stop has given its own runs back.
      if (handOver.aborted || takingOver.has(id)) return
      takingOver.add(id)
      takeOver(conversations, id, bearerToken)
        .catch((error: unknown) => log.warn({ err: error }, 'A run could not be taken over'))
        .finally(() => takingOver.delete(id))
    },
    async idle() {
      while (local.size > 0) {
        await Promise.allSettled([...local.values()].map(({ outcome }) => outcome))
      }
    },
  }
}

/** What the run works on: null for a greeting; undefined if that is gone. */
async function messageOf(
  conversations: OwnerConversations,
  { id, messageCount }: Conversation,
  run: Run,
): Promise<Message | null | undefined> {
  // A greeting would come too late where somebody has spoken meanwhile.
  if (run.id === id) return messageCount === 0 ? null : undefined
  const { items } = await conversations.messages(id, { limit: NEWEST_MESSAGES })
  return items.find((each) => each.id === run.id)
}

/** A message may be worked on again, while the end of the run before it is still being told. */
function attemptOf({ id, startedAt, attempt }: Run): string {
  return `${id} ${startedAt} ${attempt}`
}
