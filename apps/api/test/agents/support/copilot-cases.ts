import {
  adaptiveCard,
  cutAfter,
  type FakeActivity,
  isTurn,
  json,
  rawStream,
  type Script,
  saying,
  searching,
  startFakeCopilot,
  streaming,
} from '@threadkeep/agents/testing'
import {
  asSent,
  COMMON,
  completed,
  failed,
  HEADERS,
  LONG,
  type Provider,
  type ProviderCase,
  QUOTING,
} from './provider-case.ts'
import { copilotVariables } from './variables.ts'

const STATUSES = [401, 403, 408, 429, 500, 502, 503]
const event = (data: string) => `event: activity\ndata: ${data}\n\n`
const END = 'event: end\ndata: {}\n\n'
const plays = (...activities: FakeActivity[]): Script =>
  rawStream(...activities.map((activity) => event(JSON.stringify(activity))), END)

const card = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'canary-card' }] }
const suggestedActions = {
  actions: [{ type: 'imBack', title: 'canary-title', value: 'canary-value' }],
}
const attachments = [{ contentType: 'image/png', contentUrl: 'https://canary', name: 'canary' }]
const REPLY = streaming('s', ['canary-', 'reply'])
/** With an id, behind which the stream is resumed. */
const FIRST = `id: 1\n${event(JSON.stringify(saying('canary-text')))}`
const CRLF = REPLY.map((activity) => event(JSON.stringify(activity)).replaceAll('\n', '\r\n'))

export const COPILOT_CASES: ProviderCase[] = [
  ...COMMON,
  ...STATUSES.map((status) => failed(String(status), json(status, QUOTING, HEADERS))),
  failed('a conversation that is gone, twice', json(404, QUOTING)),
  failed('no JSON', rawStream(event('canary-text'))),
  failed('no activity', rawStream(event('{"canary-key":1}'))),
  failed('another shape', rawStream(event('{"type":"message","text":{"canary":1}}'))),
  failed('a cut in mid-stream', cutAfter(600, plays(saying(LONG)))),
  completed(
    'a cut that is resumed',
    cutAfter(600, rawStream(FIRST, event(JSON.stringify(saying(LONG))))),
  ),
  ...asSent(plays(...REPLY), rawStream(...CRLF, END.replaceAll('\n', '\r\n'))),
  completed('a card', plays(adaptiveCard(card))),
  completed('suggested actions', plays(saying('canary-text', { suggestedActions }))),
  completed('an attachment', plays(saying('canary-text', { attachments }))),
  completed('what it is doing', plays(searching('canary-status'), saying('canary-text'))),
  completed('an unknown type', plays({ type: 'canary-type', text: 'canary' })),
  completed('nothing', plays()),
  ...[401, 429, 500].map(
    (status): ProviderCase => ({
      ...failed(`a greeting rejected by ${status}`, json(status, QUOTING, HEADERS)),
      on: 'start',
    }),
  ),
  { ...failed('a greeting that is cut', cutAfter(600, plays(saying(LONG)))), on: 'start' },
]

export async function startCopilot(): Promise<Provider> {
  let playing: ProviderCase | undefined
  const copilot = await startFakeCopilot({
    hasEventIds: false,
    greeting: [saying('canary-greeting')],
    intercept: (response, { request }) => {
      const on = isTurn(request) ? 'message' : 'start'
      if (playing === undefined || (playing.on ?? 'message') !== on) return response
      const { script } = playing
      // Where the greeting failed, the message begins the conversation.
      if (on === 'start') playing = undefined
      return script
    },
  })
  return {
    ...copilot,
    variables: copilotVariables(copilot),
    play(next) {
      playing = next
    },
  }
}
