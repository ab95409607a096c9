import {
  type Exchange,
  type Script,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../scripted-server.ts'
import { json } from '../scripts.ts'
import { type FakeActivity, saying } from './activities.ts'

export interface FakeTurn {
  conversationId: string
  activity: FakeActivity
}

export interface FakeCopilotOptions {
  /** The response to a turn. */
  reply?: (turn: FakeTurn) => readonly FakeActivity[]
  /** The response to the start of a conversation. */
  greeting?: readonly FakeActivity[]
  /** Whether the header names a new conversation, or only its activities do. */
  namesInHeader?: boolean
  /** Whether events have ids, from which a stream can be resumed. */
  hasEventIds?: boolean
  /** Takes the place of a response, or changes it. */
  intercept?: (response: Script, exchange: Exchange) => Script
}

export interface FakeCopilot extends ScriptedServer {
  /** For `COPILOT_STUDIO_URL`. */
  readonly connectUrl: string
  /** Each turn that was executed, in order. */
  readonly turns: readonly FakeTurn[]
  /** How many conversations were begun. */
  begun(): number
  /** From here on these conversations are gone. */
  forget(): void
}

const EVENT_STREAM = { 'content-type': 'text/event-stream' }
const PATH = /^\/agent\/conversations(?:\/([^/?]+))?(\/subscribe)?(?:\?|$)/

/**
 * Speaks Direct-to-Engine. A turn is executed when it is posted, even if the response is lost, and its
 * events can be read again by `subscribe`.
 */
export async function startFakeCopilot({
  reply = () => [saying('Hello')],
  greeting = [],
  namesInHeader = true,
  hasEventIds = true,
  intercept = (response) => response,
}: FakeCopilotOptions = {}): Promise<FakeCopilot> {
  const conversations = new Map<string, string[]>()
  const turns: FakeTurn[] = []
  let begun = 0

  function respond({ request }: Exchange): Script {
    const [, encoded = '', subscribe] = PATH.exec(request.path) ?? []
    const id = decodeURIComponent(encoded)
    const events = conversations.get(id)
    if (request.method === 'POST' && id === '') return start()
    if (events === undefined) return json(404, { error: 'There is no such conversation' })
    if (subscribe === undefined) return execute(id, events, request.body)
    return stream(events.slice(Number(request.headers['last-event-id'] ?? 0)))
  }

  function start(): Script {
    begun += 1
    const id = `conversation:${begun}`
    conversations.set(id, toEvents(id, 0, greeting))
    return stream(conversations.get(id) ?? [], namesInHeader ? { 'x-ms-conversationid': id } : {})
  }

  function execute(conversationId: string, events: string[], body: string): Script {
    const { activity } = JSON.parse(body)
    turns.push({ conversationId, activity })
    const replied = toEvents(conversationId, events.length, reply({ conversationId, activity }))
    events.push(...replied)
    return stream(replied)
  }

  function toEvents(id: string, before: number, activities: readonly FakeActivity[]): string[] {
    const all = [...activities.map((activity, index) => withIds(id, before + index, activity)), {}]
    return all.map((activity, index) => {
      const event = 'type' in activity ? 'activity' : 'end'
      const eventId = hasEventIds ? `id: ${before + index + 1}\n` : ''
      return `event: ${event}\n${eventId}data: ${JSON.stringify(activity)}\n\n`
    })
  }

  const server = await startScriptedServer((exchange) =>
    intercept(respond(exchange), exchange)(exchange),
  )
  return {
    ...server,
    connectUrl: `${server.url}/agent`,
    turns,
    begun: () => begun,
    forget: () => conversations.clear(),
  }
}

/** A request by which a turn is executed. */
export function isTurn({ method, path }: ScriptedRequest): boolean {
  return method === 'POST' && path.includes('/conversations/')
}

function withIds(conversationId: string, index: number, activity: FakeActivity): FakeActivity {
  return { id: `${conversationId}-${index}`, conversation: { id: conversationId }, ...activity }
}

function stream(events: readonly string[], headers: Record<string, string> = {}): Script {
  return async (exchange) => {
    await exchange.head(200, { ...EVENT_STREAM, ...headers })
    for (const event of events) await exchange.send(event)
    await exchange.end()
  }
}
