import type { Message, Run } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { RunLease, RunPiece } from '../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { MessagesRemovedError } from '../../src/errors.ts'
import { text, texts } from '../../testing/conformance/support/samples.ts'
import type { Change } from './changes.ts'

/** The newest run, and what was said in its attempt. */
export interface TrueRun {
  run: Run
  said: string
  statuses: string[]
  /** Until a message is redacted. */
  hasPieces: boolean
}

interface Remembered {
  ids: string[]
  repeat(): Promise<{ replayed: boolean; messages: Message[] }>
}

/** One conversation, changed at random, and what it must be by what each change returned. */
export interface History {
  mine: OwnerConversations
  id: string
  messages: Message[]
  revision: number
  removals: number
  run: TrueRun | null
  /** The messages of each revision. */
  messagesAt: Map<number, Message[]>
  /** Makes the change where it is possible now. */
  make(change: Change): Promise<void>
}

const REDACTED = { type: 'redacted' } as const

export async function startHistory(mine: OwnerConversations): Promise<History> {
  const { id } = (await mine.start()).conversation
  const history: History = {
    mine,
    id,
    messages: [],
    revision: 1,
    removals: 0,
    run: null,
    messagesAt: new Map([[1, []]]),
    make,
  }
  const remembered: Remembered[] = []
  let lease: RunLease | null = null
  let keys = 0
  return history

  async function make(change: Change): Promise<void> {
    const { messages, run } = history
    const count = messages.length
    const isRunning = run?.run.status === 'running'
    const at = 'at' in change ? change.at % Math.max(count, 1) : 0
    switch (change.type) {
      case 'append':
        return append(change.count)
      case 'replace':
        if (!isRunning && count > 0) await append(change.count, at + 1)
        return
      case 'repeat':
        return repeat(change.which)
      case 'truncate': {
        if (isRunning || at >= count) return
        const { revision } = await mine.truncate(id, { afterSeq: at })
        return stored(revision, messages.slice(0, at))
      }
      case 'redact':
        for (let seq = at + 1; seq <= Math.min(at + change.count, count); seq++) await redact(seq)
        return
      case 'begin':
        if (!isRunning) await begin()
        return
      case 'edit':
        if (!isRunning && messages[at]?.role === 'user') await begin(at + 1)
        return
      case 'regenerate':
        if (!isRunning && messages.some(({ role }) => role === 'user')) await regenerate()
        return
      case 'say':
        if (isRunning) await say(change.words)
        return
      case 'finish':
        if (isRunning) await finish(change)
        return
      case 'hand over':
        if (isRunning) await handOver(change.mode)
        return
      case 'again':
        return again()
      case 'rename': {
        const { revision } = await mine.update(id, { title: `title ${history.revision}` })
        return stored(revision, messages)
      }
    }
  }

  function stored(revision: number, messages: Message[]): void {
    if (messages !== history.messages && isCut(messages)) {
      history.removals += 1
      if (!messages.some((message) => message.id === history.run?.run.id)) history.run = null
    }
    history.revision = revision
    history.messages = messages
    history.messagesAt.set(revision, messages)
  }

  function isCut(messages: Message[]): boolean {
    return history.messages.some((message, index) => messages[index]?.id !== message.id)
  }

  async function append(count: number, replaces?: number): Promise<void> {
    const idempotencyKey = `append ${keys++}`
    const call = () =>
      mine.append(id, { messages: texts(count, idempotencyKey), idempotencyKey, replaces })
    const { conversation, messages, replayed } = await call()
    expect(replayed).toBe(false)
    remembered.push({ ids: messages.map((message) => message.id), repeat: call })
    const kept = history.messages.slice(0, replaces === undefined ? undefined : replaces - 1)
    stored(conversation.revision, [...kept, ...messages])
  }

  /** Neither applied again, nor does it return what was removed. */
  async function repeat(which: number): Promise<void> {
    const append = remembered[which % Math.max(remembered.length, 1)]
    if (append === undefined) return
    const left = history.messages.filter((message) => append.ids.includes(message.id))
    if (left.length < append.ids.length) {
      await expect(append.repeat()).rejects.toThrow(MessagesRemovedError)
    } else {
      expect(await append.repeat()).toMatchObject({ replayed: true, messages: left })
    }
  }

  async function redact(seq: number): Promise<void> {
    const message = await mine.redact(id, seq)
    const before = history.messages[seq - 1]
    expect(message).toStrictEqual({ ...before, content: REDACTED })
    if (before?.content.type === 'redacted') return
    history.removals += 1
    if (history.run !== null && history.run.run.status !== 'running') history.run.hasPieces = false
    stored(history.revision + 1, history.messages.with(seq - 1, message))
  }

  async function begin(replaces?: number): Promise<void> {
    const idempotencyKey = `begin ${keys++}`
    const { content } = text(idempotencyKey)
    const call = () => mine.runs(id).begin({ content, idempotencyKey, replaces })
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
    const { conversation, message, lease } = await mine.runs(id).regenerate()
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
    const taken = await mine.runs(id).takeOver(mode)
    hold(taken, mode === 'keep' && taken !== null ? { ...run, run: taken.run } : undefined)
    // Fenced: of two that work on a run, only one can write.
    expect(await former.write([{ type: 'status', text: 'too late' }])).toBe('lost')
    expect(await former.finish({ status: 'completed', messages: [text('too late')] })).toBe(null)
  }

  async function again(): Promise<void> {
    const { run, messages } = history
    const isLast = run?.run.id === messages.at(-1)?.id
    const taken = await mine.runs(id).takeOver('again')
    expect(taken !== null).toBe(run?.run.status === 'failed' && isLast)
    if (taken !== null) hold(taken)
  }
}
