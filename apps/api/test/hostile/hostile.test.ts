import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { bodyRows } from './bodies.ts'
import { claimRows } from './claims.ts'
import { conversationRows } from './conversations.ts'
import { framingRows } from './framing.ts'
import { keySetRows } from './key-sets.ts'
import { messageRows } from './messages.ts'
import { pathRows } from './paths.ts'
import { plainRouteRows } from './plain-routes.ts'
import { slowRows } from './slow-clients.ts'
import { expectResponse } from './support/expect-response.ts'
import { CANARY } from './support/forge.ts'
import type { Row } from './support/row.ts'
import { exchange } from './support/wire.ts'
import { startWorld, type World } from './support/world.ts'
import { tokenRows } from './tokens.ts'

let world: World
/** They take half a minute, and are to disturb nobody meanwhile: they run beside all others. */
let slow: Map<Row, Promise<void>>

beforeAll(async () => {
  world = await startWorld()
  slow = new Map(slowRows.map((row) => [row, expectResponse(world, row)]))
  for (const settled of slow.values()) settled.catch(() => {})
})

afterAll(() => world[Symbol.asyncDispose]())

const groups: [string, Row[]][] = [
  ['tokens', tokenRows],
  ['claims', claimRows],
  ['tokens of a key set', keySetRows],
  ['framing', framingRows],
  ['paths', pathRows],
  ['bodies', bodyRows],
  ['plain routes', plainRouteRows],
  ['conversations', conversationRows],
  ['messages and pages', messageRows],
]

describe.each(groups)('%s', (_group, rows) => {
  test.each(rows)('$name: $status $reason', (row) => expectResponse(world, row))
})

test('two requests sent at once get two responses, in their order', async () => {
  const path = (name: string, connection: string) =>
    `GET /${name} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`
  const request = path('livez', 'keep-alive') + path('nothing', 'close')
  const responses = await exchange(world.servers.secret.url, request)
  expect(responses.map(({ status }) => status)).toEqual([200, 404])
})

test.each([
  ['right to left', 'שלום \u202eolleh\u202c مرحبا'],
  ['beyond sixteen bits', '👩🏽‍🚀 𝒳 \u{10ffff}'],
  ['of every control character but NUL', String.fromCharCode(...Array(31).keys()).slice(1)],
  ['that looks like code', "<script>{{7*7}}</script> '; FLUSHALL; -- \r\n*1\r\n$4\r\nPING\r\n"],
  ['composed and decomposed', 'é e\u0301 \u{feff}\u200b'],
])('text %s comes back as it was sent', async (_what, text) => {
  const { conversation } = clientWith(world.servers.secret.url, world.token)
  const { id } = await conversation.start.mutate({ title: text, metadata: { [text]: text } })
  await conversation.send.mutate({ conversationId: id, content: { type: 'text', text } })
  const { items } = await conversation.messages.query({ conversationId: id })
  expect(items.map(({ content }) => content)).toEqual([{ type: 'text', text }])
  const found = await conversation.get.query({ conversationId: id })
  expect(found).toMatchObject({ title: text, metadata: { [text]: text } })
})

describe('slow clients', () => {
  test.each(slowRows)('$name: $status $reason', (row) => slow.get(row), 60_000)
})

test('the logs of all this hold no failure of ours, and nothing that was sent', () => {
  for (const server of Object.values(world.servers)) {
    const log = server.output()
    expect(log).not.toMatch(/"level":"(error|fatal)"/)
    expect(log).not.toContain(CANARY)
    expect(log).not.toContain('eyJ')
  }
})
