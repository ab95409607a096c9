import { afterAll, expect, test } from 'vitest'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'
import { openAdapters } from './support/trpc-adapters.ts'

/*
 * The events of a subscription are those that tRPC's own handler sends, so that its clients find what
 * they know.
 */
const adapters = await openAdapters()
const authorization = `Bearer ${await signToken(newOwner())}`
afterAll(() => {
  adapters.close()
})

/** How a message is framed is the server's own affair. */
const CONNECTION_HEADERS = ['connection', 'date', 'keep-alive', 'transfer-encoding']
const NOBODY = '01999999-9999-7999-8999-999999999999'

/** The first `count` events of a stream, as their fields, and its headers. */
async function firstEvents(
  adapter: string,
  { path, count, headers }: { path: string; count: number; headers?: Record<string, string> },
) {
  const gone = new AbortController()
  const response = await fetch(`${adapter}/trpc/${path}`, {
    headers: { authorization, 'x-request-id': 'test', ...headers },
    signal: gone.signal,
  })
  const decoder = new TextDecoder()
  let text = ''
  const events = () => text.split(/\n\n+/).slice(0, -1)
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (events().length >= count) break
  }
  gone.abort()
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !CONNECTION_HEADERS.includes(name)),
    events: events()
      .slice(0, count)
      // The ids of a list hold the time at which the watch began.
      .map((event) => event.replace(/^id: [\da-z]+\.\d$/m, 'id: *').split('\n'))
      .map((lines) => lines.filter((line) => line !== '')),
  }
}

async function start(): Promise<string> {
  const response = await fetch(`${adapters.ours}/trpc/conversation.start`, {
    method: 'POST',
    body: '{"title":"“Grüße”, 行"}',
    headers: { authorization, 'content-type': 'application/json' },
  })
  const { result }: { result: { data: { id: string } } } = JSON.parse(await response.text())
  return result.data.id
}

const watch = (input: unknown) =>
  `conversation.watch?input=${encodeURIComponent(JSON.stringify(input))}`
const mine = await start()

test.each<[what: string, count: number, path: string, headers?: Record<string, string>]>([
  ['a watch', 2, watch({ conversationId: mine })],
  ['a watch of the list', 2, 'conversation.watchList'],
  ['an id to resume behind', 3, watch({ conversationId: mine }), { 'last-event-id': 'broken' }],
  ['the same in the input', 3, watch({ conversationId: mine, lastEventId: 'broken' })],
  ['an id without an input', 2, 'conversation.watchList', { 'last-event-id': 'broken' }],
  ['a conversation of nobody', 2, watch({ conversationId: NOBODY })],
  ['an input against the schema', 2, watch({ conversationId: 1 })],
  ['an input that is no JSON', 2, 'conversation.watch?input={'],
  ['no token', 2, watch({ conversationId: mine }), { authorization: '' }],
])('%s has the events of tRPC’s own handler', async (_what, count, path, headers) => {
  const request = { path, count, ...(headers && { headers }) }
  const ours = await firstEvents(adapters.ours, request)
  const theirs = await firstEvents(adapters.theirs, request)
  expect(ours).toEqual(theirs)
  expect(ours.events[0]).toContain('event: connected')
})
