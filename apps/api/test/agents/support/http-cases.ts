import {
  cutAfter,
  eventStream,
  json,
  rawStream,
  startScriptedServer,
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

const STATUSES = [401, 404, 408, 409, 429, 500, 503]
const SECRET = 'canary-secret-of-more-than-32-bytes'
const said = { type: 'text', delta: 'canary-reply' }
const EVENTS = [
  { type: 'status', text: 'canary-status' },
  said,
  { type: 'message', role: 'tool', content: { type: 'json', format: 'a@1', value: ['canary'] } },
  { type: 'message', content: { type: 'card', card: { type: 'canary-card' } } },
  {
    type: 'conversation',
    externalId: 'canary-id',
    title: 'canary-title',
    metadata: { a: 'canary' },
  },
  { type: 'metadata', metadata: { model: 'canary-model' } },
]
const says = (...events: object[]) =>
  rawStream(...events.map((event) => `data: ${JSON.stringify(event)}\n\n`))

export const HTTP_CASES: ProviderCase[] = [
  ...COMMON,
  ...STATUSES.map((status) => failed(String(status), json(status, QUOTING, HEADERS))),
  failed('a redirect', json(302, QUOTING, { location: '/canary-location' })),
  failed('no JSON', rawStream('data: canary-text\n\n')),
  failed('other JSON', json(200, { text: 'canary' })),
  failed('an unknown event', says(said, { type: 'canary-type' })),
  failed('a field too many', says(said, { ...said, canary: 'canary' })),
  failed('no end', says(said)),
  failed('a final error', says(said, { type: 'error', retryable: false })),
  failed('a passing error', says(said, { type: 'error', retryable: true, retryAfterSeconds: 7 })),
  failed('a cut in mid-stream', cutAfter(600, eventStream([{ type: 'text', delta: LONG }]))),
  ...asSent(eventStream(EVENTS), eventStream(EVENTS, { lineEnd: '\r\n' })),
  completed('JSON', json(200, { events: EVENTS })),
  completed('nothing', eventStream([])),
  { ...failed('a greeting that fails', json(500, QUOTING, HEADERS)), on: 'start' },
  { ...completed('a greeting', eventStream(EVENTS)), on: 'start' },
]

export async function startHttp(): Promise<Provider> {
  let playing: ProviderCase | undefined
  const { url, ...service } = await startScriptedServer((exchange) => {
    const on = exchange.request.body.includes('"type":"greeting"') ? 'start' : 'message'
    const { on: taken = 'message', script } = playing ?? { script: eventStream([said]) }
    return (on === taken ? script : eventStream([said]))(exchange)
  })
  const variables = { AGENT: 'http', AGENT_GREETS: 'true', AGENT_URL: url, AGENT_SECRET: SECRET }
  return {
    ...service,
    variables,
    play(next) {
      playing = next
    },
  }
}
