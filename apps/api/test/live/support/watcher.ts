import type { Conversation, ConversationEvent, Message, Run } from '@threadkeep/shared'

/** What a reader of events by REST has seen of one conversation, put together as a front end does. */
export interface Seen {
  messages: Message[]
  conversation: Conversation | undefined
  run: Run | undefined
  /** Of the attempt under way, or of the last one. */
  text: string
  /** What was said in each run that has ended, by its id. */
  said: Map<string, string>
  /** Of any type. */
  events: number
  restarts: number
  resets: number
  /** What broke the promise: gaps, pieces told twice, messages out of order. */
  faults: string[]
}

export interface Watcher extends AsyncDisposable {
  seen: Seen
  lastEventId(): string | undefined
  /** Resolves when the stream ends, for whatever reason. */
  ended: Promise<void>
  /** The error that it ended by, if one did. */
  endedBy(): unknown
}

export function nothingSeen(): Seen {
  return {
    messages: [],
    conversation: undefined,
    run: undefined,
    text: '',
    said: new Map(),
    events: 0,
    restarts: 0,
    resets: 0,
    faults: [],
  }
}

/** Watches through this server, going on with what was seen before. */
export function watch(
  url: string,
  token: string,
  conversationId: string,
  seen = nothingSeen(),
  lastEventId?: string,
): Watcher {
  const gone = new AbortController()
  let last = lastEventId
  let endedBy: unknown
  const ended = (async () => {
    const response = await fetch(`${url}/api/chat/conversation/${conversationId}/events`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: gone.signal,
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true })
      const frames = rest.split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1]
        const [id, type, data] = [field('id'), field('event'), field('data')]
        if (type === 'error') throw new Error(data)
        if (id === undefined || data === undefined) continue
        apply(seen, JSON.parse(data))
        last = id
      }
    }
  })().catch((error: unknown) => {
    endedBy = error
  })
  return {
    seen,
    ended,
    endedBy: () => endedBy,
    lastEventId: () => last,
    async [Symbol.asyncDispose]() {
      gone.abort()
      await ended
    },
  }
}

function apply(seen: Seen, event: ConversationEvent): void {
  seen.events += 1
  switch (event.type) {
    case 'message': {
      const { seq } = event.message
      if (seq > seen.messages.length + 1) seen.faults.push(`message ${seq} after a gap`)
      if (seq <= seen.messages.length && event.message.content.type !== 'redacted') {
        seen.faults.push(`message ${seq} twice`)
      }
      seen.messages[seq - 1] = event.message
      break
    }
    case 'removed':
      seen.messages.length = Math.min(seen.messages.length, event.afterSeq)
      break
    case 'run':
      if (event.run.status === 'running') seen.text = ''
      // A watch begins with how the newest run ended, of which it saw nothing.
      else if (seen.run?.id === event.run.id) seen.said.set(event.run.id, seen.text)
      seen.run = event.run
      break
    case 'delta':
      if (event.offset !== seen.text.length) {
        seen.faults.push(`a piece at ${event.offset} behind ${seen.text.length}`)
      }
      seen.text += event.text
      break
    case 'restarted':
      seen.restarts += 1
      seen.text = ''
      break
    case 'reset':
      seen.resets += 1
      break
    case 'conversation':
      seen.conversation = event.conversation
      break
    case 'status':
      break
  }
}
