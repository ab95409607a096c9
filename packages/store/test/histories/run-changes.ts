import { expect } from 'vitest'
import type { RunLease, RunPiece } from '../../src/conversation-runs.ts'
import { text, texts } from '../../testing/conformance/support/samples.ts'
import type { Change } from './changes.ts'
import type { HistoryContext, TrueRun } from './history-context.ts'

/** Changes of runs, and what each must return. */
export function createRunChanges(context: HistoryContext) {
  const { history, remembered, stored } = context
  let lease: RunLease | null = null
  return { begin, regenerate, say, finish, handOver, again }

  async function begin(replaces?: number): Promise<void> {
    const idempotencyKey = `begin ${context.keys++}`
    const { content } = text(idempotencyKey)
    const call = () => history.mine.runs(history.id).begin({ content, idempotencyKey, replaces })
    const begun = await call()
    expect(begun.replayed).toBe(false)
    const { message } = begun
    remembered.push({
      ids: [message.id],
      repeat: async () => {
        const { replayed, message } = await call()
        return { replayed, messages: [message] }
      },
    })
    const kept = history.messages.slice(0, replaces === undefined ? undefined : replaces - 1)
    stored(begun.conversation.revision, [...kept, message])
    hold(begun.lease)
  }

  async function regenerate(): Promise<void> {
    const { conversation, message, lease } = await history.mine.runs(history.id).regenerate()
    const last = history.messages.findLast(({ role }) => role === 'user')
    expect(message).toStrictEqual(last)
    stored(conversation.revision, history.messages.slice(0, message.seq))
    hold(lease)
  }

  function hold(given: RunLease | null, said?: TrueRun): void {
    if (given === null) throw new Error('no lease')
    lease = given
    history.run = said ?? { run: given.run, said: '', statuses: [], hasPieces: true }
  }

  async function say(words: string[]): Promise<void> {
    const { run } = history
    if (run === null || lease === null) return
    const pieces = words.map((word): RunPiece => {
      if (word === '') {
        run.statuses.push(`status ${run.statuses.length}`)
        return { type: 'status', text: run.statuses.at(-1) ?? '' }
      }
      run.said += word
      return { type: 'text', offset: run.said.length - word.length, text: word }
    })
    expect(await lease.write(pieces)).toBe('written')
  }

  async function finish({ status, count, twice }: Change & { type: 'finish' }): Promise<void> {
    if (lease === null || history.run === null) return
    const end = {
      status,
      ...(status === 'failed' && { reason: 'AGENT_FAILED' as const }),
      messages: texts(count, 'reply').map(({ content }) => ({
        role: 'assistant' as const,
        content,
      })),
    }
    const ended = await lease.finish(end)
    if (twice) {
      const repeated = await lease.finish(end)
      expect(repeated?.messages).toStrictEqual(count > 0 ? ended?.messages : undefined)
    }
    if (ended === null) throw new Error('the run was lost')
    history.run.run = ended.run
    if (ended.conversation === null) return
    stored(ended.conversation.revision, [...history.messages, ...ended.messages])
  }

  async function handOver(mode: 'restart' | 'keep'): Promise<void> {
    const former = lease
    const { run } = history
    if (former === null || run === null) return
    await former.giveBack()
    const taken = await history.mine.runs(history.id).takeOver(mode)
    hold(taken, mode === 'keep' && taken !== null ? { ...run, run: taken.run } : undefined)
    // Fenced: of two that work on a run, only one can write.
    expect(await former.write([{ type: 'status', text: 'too late' }])).toBe('lost')
    expect(await former.finish({ status: 'completed', messages: [text('too late')] })).toBe(null)
  }

  async function again(): Promise<void> {
    const { run, messages } = history
    const isLast = run?.run.id === messages.at(-1)?.id
    const taken = await history.mine.runs(history.id).takeOver('again')
    expect(taken !== null).toBe(run?.run.status === 'failed' && isLast)
    if (taken !== null) hold(taken)
  }
}
