import type { ConversationEvent, Message, Run, Tracked } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'

/** One that watches a conversation, reconnects, and puts together what it is told. */
export interface Reader {
  readonly messages: readonly Message[]
  readonly revision: number
  readonly run: Run | undefined
  readonly tally: ReaderTally
  /** Goes on behind the last event that it has processed. */
  reconnect(mine: OwnerConversations): void
  close(): Promise<void>
}

export interface ReaderTally {
  events: number
  connections: number
  resets: number
  /** Gaps, pieces or messages that came twice, another order. */
  faults: string[]
}

/** Outages end a watch with an error: it is resumed after so long. */
const AFTER_OUTAGE_MS = 50

export function createReader(first: OwnerConversations, id: string): Reader {
  const tally: ReaderTally = { events: 0, connections: 0, resets: 0, faults: [] }
  let messages: Message[] = []
  let revision = 0
  let run: Run | undefined
  /** What the run has said in this attempt; undefined where its beginning was not seen. */
  let said: string | undefined
  /** At first, and after a `reset`: what is there already is read, not told. */
  let mustRead = true
  const told = new Set<string>()
  let lastEventId: string | undefined
  let isClosed = false
  let mine = first
  let connection = new AbortController()
  const working = work()

  async function work(): Promise<void> {
    while (!isClosed) {
      connection = new AbortController()
      const { signal } = connection
      tally.connections += 1
      try {
        for await (const tracked of mine.runs(id).watch({ lastEventId, signal })) {
          if (signal.aborted) break
          await take(tracked)
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AFTER_OUTAGE_MS))
      }
    }
  }

  async function take({ id: eventId, event }: Tracked<ConversationEvent>): Promise<void> {
    if (mustRead && event.type === 'conversation') {
      messages = await readAll()
      mustRead = false
    }
    tally.events += 1
    lastEventId = eventId
    apply(event)
  }

  async function readAll(): Promise<Message[]> {
    const all: Message[] = []
    for (let hasMore = true; hasMore; ) {
      const page = await mine.messages(id, { afterSeq: all.length, limit: 100 })
      all.push(...page.items)
      hasMore = page.hasMore
    }
    return all
  }

  function apply(event: ConversationEvent): void {
    switch (event.type) {
      case 'reset':
        tally.resets += 1
        mustRead = true
        told.clear()
        run = undefined
        said = undefined
        break
      case 'conversation':
        revision = event.conversation.revision
        break
      case 'message':
        applyMessage(event.message)
        break
      case 'removed':
        messages = messages.slice(0, event.afterSeq)
        // With its message, or its replies.
        run = undefined
        break
      case 'run':
        applyRun(event.run)
        break
      case 'restarted':
        if (run !== undefined) run = { ...run, attempt: event.attempt }
        said = ''
        break
      case 'delta':
        if (said === undefined || event.attempt !== run?.attempt) {
          fault(`a piece of a run that did not begin`)
        } else if (event.offset !== said.length) {
          fault(`a piece at ${event.offset} behind ${said.length}`)
        } else {
          said += event.text
        }
        break
      case 'status':
        break
    }
  }

  function applyMessage(message: Message): void {
    const known = messages[message.seq - 1]
    const isRedacted = message.content.type === 'redacted'
    // What was read after a reset may be newer than the next events.
    if (known === undefined && message.seq !== messages.length + 1) {
      fault(`message ${message.seq} behind ${messages.length}`)
    }
    if (known !== undefined && known.id !== message.id) fault(`another message ${message.seq}`)
    if (told.has(message.id) && !isRedacted) fault(`message ${message.seq} twice`)
    told.add(message.id)
    messages[message.seq - 1] = message
  }

  function applyRun(next: Run): void {
    const began = next.status === 'running'
    if (began && run?.startedAt === next.startedAt && run.attempt === next.attempt) {
      fault('a run that begins twice')
    }
    if (began && run?.status === 'running' && run.startedAt !== next.startedAt) {
      fault('a run whose end was not told')
    }
    if (began) said = ''
    run = next
  }

  function fault(what: string): void {
    tally.faults.push(`${what}, at ${lastEventId}`)
  }

  return {
    get messages() {
      return messages
    },
    get revision() {
      return mustRead ? 0 : revision
    },
    get run() {
      return run
    },
    tally,
    reconnect(next) {
      mine = next
      connection.abort()
    },
    async close() {
      isClosed = true
      connection.abort()
      await working
    },
  }
}
