import type { ConversationEvent, Message, Run, Tracked } from '@threadkeep/shared'
import { expect } from 'vitest'
import { decodeWatchCursor } from '../../src/codec/watch-cursor.ts'
import type { History } from './history-context.ts'

/** What a watcher has put together from the events that it processed. */
interface Seen {
  /** Unknown until the watch has said as of which revision it begins. */
  messages: Message[] | undefined
  revision: number
  run: { run: Run; said: string; statuses: string[] } | undefined
  /** Everything was read, and the conversation is told of once more. */
  isReset: boolean
}

type ToldEvent = Exclude<ConversationEvent, { type: 'reset' }>

/** The time after which a watch that has more to tell, and does not, has failed. */
const PATIENCE_MS = 15_000
const NOTHING: Seen = { messages: undefined, revision: 0, run: undefined, isReset: false }

/** One that watches a conversation, and fails at the first event that does not fit those before. */
export function createWatcher(history: History) {
  /** Each event's id, and what was seen with it. */
  let processed: { id: string; seen: Seen }[] = []
  let seen = NOTHING
  let connection = connect()

  function connect(lastEventId?: string) {
    const controller = new AbortController()
    const { signal } = controller
    const events = history.mine.runs(history.id).watch({ lastEventId, signal })
    const iterator = events[Symbol.asyncIterator]()
    let next: Promise<IteratorResult<Tracked<ConversationEvent>>> | undefined
    return {
      begin: () => (next ??= iterator.next()),
      taken() {
        next = undefined
      },
      async close() {
        controller.abort()
        await next
        await iterator.return?.()
      },
    }
  }

  /** Nothing is left to be told. */
  function isCaughtUp(): boolean {
    const { messages, revision, run } = seen
    if (messages === undefined || revision !== history.revision) return false
    if (history.run === null) return true
    const { run: truth, said, statuses } = history.run
    if (truth.status !== 'running') return run === undefined || hasEnded(run.run, truth)
    const isSame = run?.run.startedAt === truth.startedAt && run.run.attempt === truth.attempt
    return isSame && run.said === said && run.statuses.length === statuses.length
  }

  async function take(): Promise<void> {
    const result = await withinPatience(connection.begin())
    connection.taken()
    if (result.done === true) throw new Error('the watch ended')
    const { id, event } = result.value
    seen = event.type === 'reset' ? readAgain(id, seen, history) : after(seen, event, history)
    processed.push({ id, seen })
  }

  function withinPatience<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`untold: ${JSON.stringify({ seen, history })}`))
      const timer = setTimeout(late, PATIENCE_MS)
      promise.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  return {
    /** Waits for the next event while the next change is made. */
    listen(): void {
      connection.begin().catch(() => undefined)
    },
    async pull(most: number): Promise<void> {
      for (let left = most; left > 0 && !isCaughtUp(); left--) await take()
    },
    /** Reconnects after the event that it processed so many events ago. */
    async resume(back: number): Promise<void> {
      await connection.close()
      processed = processed.slice(0, Math.max(processed.length - back, 0))
      const last = processed.at(-1)
      seen = last?.seen ?? NOTHING
      connection = connect(last?.id)
    },
    async close(): Promise<void> {
      await connection.close()
    },
    assertTrue(): void {
      expect(seen.messages).toStrictEqual(history.messages)
    },
  }
}

function hasEnded(run: Run, truth: Run): boolean {
  return run.startedAt === truth.startedAt && run.status === truth.status
}

/** As of the revision from which the watch goes on. */
function readAgain(eventId: string, { run: told }: Seen, history: History): Seen {
  const { messagesAt, removals, run } = history
  // Only where removals were forgotten, or how a run ended.
  const isForgotten = told?.run.status === 'running' && told.run.startedAt !== run?.run.startedAt
  expect(isForgotten || removals > 32).toBe(true)
  const { revision = 0 } = decodeWatchCursor(eventId) ?? {}
  return { ...NOTHING, messages: messagesAt.get(revision), revision, isReset: true }
}

function after(seen: Seen, event: ToldEvent, history: History): Seen {
  switch (event.type) {
    case 'conversation': {
      const { revision, messageCount } = event.conversation
      expect(revision).toBeGreaterThan(seen.isReset ? seen.revision - 1 : seen.revision)
      const truth = history.messagesAt.get(revision)
      const messages = seen.messages ?? truth
      // With the conversation, everything of its revision was told.
      expect(messages).toStrictEqual(truth)
      expect(messageCount).toBe(truth?.length)
      return { ...seen, messages, revision, isReset: false }
    }
    case 'message':
      return { ...seen, messages: withMessage(known(seen), event.message) }
    case 'removed': {
      const messages = known(seen)
      expect(event.afterSeq).toBeLessThan(messages.length)
      return { ...seen, messages: messages.slice(0, event.afterSeq) }
    }
    case 'run':
      return { ...seen, run: withRun(seen.run, event.run, history) }
    case 'restarted': {
      const { run } = running(seen, event.runId)
      expect(event.attempt).toBeGreaterThan(run.attempt)
      return { ...seen, run: { run: { ...run, attempt: event.attempt }, said: '', statuses: [] } }
    }
    case 'delta': {
      const run = running(seen, event.runId)
      expect(event).toMatchObject({ attempt: run.run.attempt, offset: run.said.length })
      return { ...seen, run: { ...run, said: run.said + event.text } }
    }
    case 'status': {
      const run = running(seen, event.runId)
      expect(event.text).toBe(`status ${run.statuses.length}`)
      return { ...seen, run: { ...run, statuses: [...run.statuses, event.text] } }
    }
  }
}

function known({ messages }: Seen): Message[] {
  if (messages === undefined) throw new Error('told before the conversation')
  return messages
}

/** A seq comes again only where its message was redacted. */
function withMessage(messages: Message[], message: Message): Message[] {
  if (message.seq === messages.length + 1) return [...messages, message]
  const before = messages[message.seq - 1]
  expect(before?.content.type).not.toBe('redacted')
  expect(message).toStrictEqual({ ...before, content: { type: 'redacted' } })
  return messages.with(message.seq - 1, message)
}

function running({ run }: Seen, runId: string) {
  if (run?.run.id !== runId) throw new Error('told of a run that was not begun')
  expect(run.run.status).toBe('running')
  return run
}

function withRun(known: Seen['run'], run: Run, history: History): Seen['run'] {
  if (run.status === 'running') {
    const isAgain = known?.run.status === 'failed' && run.attempt > known.run.attempt
    expect(known?.run.startedAt !== run.startedAt || isAgain).toBe(true)
    return { run, said: '', statuses: [] }
  }
  // A watch begins with how the newest run ended.
  if (known === undefined) return { run, said: '', statuses: [] }
  expect(known.run).toMatchObject({ startedAt: run.startedAt, status: 'running' })
  const truth = history.run
  if (truth?.hasPieces && hasEnded(run, truth.run) && run.attempt === truth.run.attempt) {
    expect(known).toMatchObject({ said: truth.said, statuses: truth.statuses })
  }
  return { ...known, run }
}
