import { setMaxListeners } from 'node:events'
import type { Agent, ConversationFacts } from '@threadkeep/agents'
import type { Conversation, Limits, Message, Run } from '@threadkeep/shared'
import type { OwnerConversations, RunLease, StoreUnavailableError } from '@threadkeep/store'
import type { Logger } from '../observability/log.ts'
import type { RunMetrics } from '../observability/metrics/run-metrics.ts'
import { type RunOutcome, workOnRun } from './run-worker.ts'
import { toMessages } from './to-messages.ts'

/** The message of a run that is taken over is searched among this many of the newest messages. */
const NEWEST_MESSAGES = 60

/** The context of a run. */
export interface RunTask {
  conversations: OwnerConversations
  conversation: Conversation
  message: Message
  bearerToken: string | null
}

export interface LocalRun {
  outcome: Promise<RunOutcome>
  /** Rejects if the store becomes unavailable during the run. The run goes on. */
  unavailable: Promise<never>
}

export interface Runs {
  readonly agent: Agent
  /** Works on the run in the background, even if no caller waits. */
  work(lease: RunLease, task: RunTask): LocalRun
  /** This attempt of a run, if this process works on it. */
  find(run: Run): LocalRun | undefined
  /** Takes over the conversation's run if it is orphaned. */
  takeOver(conversations: OwnerConversations, conversationId: string): void
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
    const { conversations, conversation, message, bearerToken } = task
    const { id } = conversation
    let fail: (error: StoreUnavailableError) => void = () => {}
    const unavailable = new Promise<never>((_resolve, reject) => {
      fail = reject
    })
    // If no caller waits, the rejection would be unhandled.
    unavailable.catch(() => undefined)
    const turn = {
      conversation,
      message,
      bearerToken,
      history: async ({ limit }: { limit: number }) =>
        (await conversations.messages(id, { limit })).items,
    }
    metrics.begun()
    const outcome = workOnRun(lease, turn, {
      agent,
      limits,
      timeoutMs,
      handOver,
      learn: (facts) => learn(conversations, id, facts),
      onUnavailable: fail,
    }).finally(() => local.delete(attemptOf(lease.run)))
    outcome.then(
      ({ finished, error }) => {
        metrics.ended(finished?.run.status ?? 'handed_over')
        if (error !== undefined) log.warn({ err: error, runId: message.id }, 'An agent failed')
      },
      (error: unknown) => {
        metrics.ended('lost')
        log.warn({ err: error, runId: message.id }, 'A run could not be ended')
      },
    )
    const run = { outcome, unavailable }
    local.set(attemptOf(lease.run), run)
    return run
  }

  async function takeOver(conversations: OwnerConversations, id: string): Promise<void> {
    const mode = agent.onInterrupted === 'restart' ? 'restart' : 'keep'
    const lease = await conversations.runs(id).takeOver(mode)
    if (lease === null) return
    metrics.takenOver()
    // The reply also says whether the run was asked to stop meanwhile.
    const state = await lease.write([])
    if (mode === 'restart' && state === 'written') {
      const conversation = await conversations.get(id)
      const { items } = await conversations.messages(id, { limit: NEWEST_MESSAGES })
      const message = items.find((each) => each.id === lease.run.id)
      if (message !== undefined) {
        work(lease, { conversations, conversation, message, bearerToken: null })
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
    takeOver(conversations, id) {
      if (agent.name === 'none' || takingOver.has(id)) return
      takingOver.add(id)
      takeOver(conversations, id)
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

/** A message may be worked on again, while the end of the run before it is still being told. */
function attemptOf({ id, startedAt, attempt }: Run): string {
  return `${id} ${startedAt} ${attempt}`
}

/** A title is stored only if there is none. */
async function learn(
  conversations: OwnerConversations,
  id: string,
  { title, metadata, externalId, sdkConversationRef }: ConversationFacts,
): Promise<void> {
  const { title: current } = await conversations.get(id)
  const fields = {
    externalId,
    sdkConversationRef,
    metadata,
    title: current === null ? title : undefined,
  }
  if (Object.values(fields).some((value) => value !== undefined)) {
    await conversations.update(id, fields)
  }
}
