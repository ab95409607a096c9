import { setTimeout as pause } from 'node:timers/promises'
import { AgentError, type AgentEvent } from '@threadkeep/agents'
import type { Limits } from '@threadkeep/shared'
import {
  ConversationNotFoundError,
  type FinishedRun,
  type RunLease,
  StoreUnavailableError,
} from '@threadkeep/store'
import { createPieceSignal } from './piece-signal.ts'
import { createReplyWriter } from './reply-writer.ts'
import { toMessages } from './to-messages.ts'
import {
  FIRST_WRITE_AFTER_MS,
  MAX_PIECES,
  RENEW_EVERY_MS,
  RETRY_MS,
  WRITE_EVERY_MS,
} from './write-pace.ts'

export interface RunOutcome {
  /** Null if another server has taken the run over. */
  finished: FinishedRun | null
  /** The agent's error. */
  error: AgentError | undefined
}

export interface RunWorkerOptions {
  /** Whether the agent may be asked again. */
  isRestartable: boolean
  limits: Limits
  timeoutMs: number
  /** Aborted when the server is about to stop; a restartable run is then given back. */
  handOver: AbortSignal
  /** Called when the store is unavailable. The run goes on. */
  onUnavailable(error: StoreUnavailableError): void
}

/** Repeats what the store rejects as unavailable. */
export type WhileUnavailable = <Result>(call: () => Promise<Result>) => Promise<Result>

/**
 * Works on one run until it ends: calls the agent, stores its pieces as they come, renews the
 * lease, and ends the run with its messages. Pieces that come during an outage of Redis are kept in
 * memory and written afterwards.
 */
export async function workOnRun(
  lease: RunLease,
  askAgent: (signal: AbortSignal, whileUnavailable: WhileUnavailable) => AsyncIterable<AgentEvent>,
  { isRestartable, limits, timeoutMs, handOver, onUnavailable }: RunWorkerOptions,
): Promise<RunOutcome> {
  const writer = createReplyWriter()
  const abort = new AbortController()
  const deadline = performance.now() + timeoutMs
  const progress: { state: 'running' | 'stopped' | 'lost' | 'given back' } = { state: 'running' }
  let error: AgentError | undefined
  let isSaid = false
  let written = 0
  const nextPiece = createPieceSignal()

  const end = (why: (typeof progress)['state']) => {
    if (progress.state === 'running') progress.state = why
    abort.abort()
  }
  const giveBack = () => {
    if (isRestartable) end('given back')
  }
  handOver.addEventListener('abort', giveBack)
  // A run that begins in a server that is about to stop.
  if (handOver.aborted) giveBack()
  const timer = setTimeout(() => abort.abort(), timeoutMs)

  const speaking = ask().finally(() => {
    isSaid = true
  })
  const writing = write()
  // Damaged pieces reject it while nobody waits for it, which would end the process.
  writing.catch(() => end('lost'))
  try {
    await speaking
    await writing
    await writeRest()
  } finally {
    clearTimeout(timer)
    handOver.removeEventListener('abort', giveBack)
  }

  if (progress.state === 'lost') return { finished: null, error }
  if (progress.state === 'given back') {
    await lease.giveBack().catch(() => undefined)
    return { finished: null, error }
  }
  const status =
    progress.state === 'stopped' ? 'stopped' : error === undefined ? 'completed' : 'failed'
  const cutShort = ({ stopped: 'stopped', completed: undefined, failed: 'error' } as const)[status]
  const messages = toMessages(writer.said, limits, {
    ...writer.metadata,
    ...(cutShort !== undefined && { finishReason: cutShort }),
  })
  const reason = status === 'failed' ? 'AGENT_FAILED' : undefined
  const finished = await whileUnavailable(() => lease.finish({ status, reason, messages })).catch(
    endWithoutWords,
  )
  return { finished, error: finished?.run.status === 'failed' ? error : undefined }

  async function ask(): Promise<void> {
    let iterator: AsyncIterator<AgentEvent> | undefined
    try {
      iterator = askAgent(abort.signal, whileUnavailable)[Symbol.asyncIterator]()
      const aborted = new Promise<'aborted'>((resolve) => {
        abort.signal.addEventListener('abort', () => resolve('aborted'))
      })
      while (!abort.signal.aborted) {
        // Does not wait for an agent that ignores the signal.
        const next = await Promise.race([iterator.next(), aborted])
        if (next === 'aborted' || next.done === true) break
        if (next.value.type === 'conversation') {
          const { type: _, ...facts } = next.value
          const result = await whileUnavailable(() => lease.learn(facts))
          if (result === 'lost') end('lost')
        }
        writer.add(next.value)
        if (written < writer.said.length) nextPiece.raise()
      }
      if (abort.signal.aborted && progress.state === 'running') {
        error = new AgentError({ retryable: true, cause: new Error('the agent took too long') })
      }
    } catch (thrown) {
      if (progress.state !== 'running') return
      error =
        thrown instanceof AgentError ? thrown : new AgentError({ retryable: true, cause: thrown })
    } finally {
      writer.end()
      // Not waited for: an agent that ignores the signal may be in the middle of something.
      iterator?.return?.(undefined)?.catch(() => undefined)
    }
  }

  async function write(): Promise<void> {
    let notBefore = 0
    while (progress.state === 'running') {
      // The first piece is written as it comes, those soon after it together.
      if (written === writer.said.length) {
        await Promise.race([nextPiece.wait(RENEW_EVERY_MS), speaking])
      }
      const waitMs = written === 0 ? FIRST_WRITE_AFTER_MS : notBefore - performance.now()
      if (waitMs > 0) await Promise.race([pause(waitMs), speaking])
      if (isSaid) return
      const pieces = writer.said.slice(written, written + MAX_PIECES)
      try {
        const result = await lease.write(pieces)
        written += pieces.length
        if (result !== 'written') end(result === 'stop' ? 'stopped' : 'lost')
      } catch (thrown) {
        if (!(thrown instanceof StoreUnavailableError)) throw thrown
        onUnavailable(thrown)
        await pause(RETRY_MS)
      }
      notBefore = performance.now() + WRITE_EVERY_MS
    }
  }

  /** Write the last pieces first, so that watchers see the whole reply before its messages. */
  async function writeRest(): Promise<void> {
    if (written === 0) return
    while (written < writer.said.length && progress.state !== 'lost') {
      const pieces = writer.said.slice(written, written + MAX_PIECES)
      const result = await whileUnavailable(() => lease.write(pieces))
      written += pieces.length
      if (result === 'lost') end('lost')
    }
  }

  /**
   * The store rejected the messages, which is a bug. If the run were left as it is, it would be
   * taken over and the agent asked again, forever.
   */
  async function endWithoutWords(thrown: unknown): Promise<FinishedRun | null> {
    const isExpected =
      thrown instanceof StoreUnavailableError || thrown instanceof ConversationNotFoundError
    if (isExpected) throw thrown
    error = new AgentError({ retryable: false, cause: thrown })
    const end = { status: 'failed', reason: 'AGENT_FAILED', messages: [] } as const
    return whileUnavailable(() => lease.finish({ ...end, messages: [] }))
  }

  /** Retries until the run's timeout: reads, and changes of a run, which are safe to repeat. */
  async function whileUnavailable<Result>(call: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await call()
      } catch (thrown) {
        if (!(thrown instanceof StoreUnavailableError)) throw thrown
        onUnavailable(thrown)
        if (performance.now() > deadline) throw thrown
        await pause(RETRY_MS)
      }
    }
  }
}
