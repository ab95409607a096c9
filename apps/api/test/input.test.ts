import { DEFAULT_LIMITS } from '@threadkeep/shared'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const id = '019a0000-0000-7000-8000-000000000000'
const text = (value: unknown) => ({
  conversationId: id,
  content: { type: 'text', text: value },
})
const bytes = (count: number) => 'x'.repeat(count)
const deep = (levels: number): unknown => (levels === 0 ? 1 : { deeper: deep(levels - 1) })

type Case = [what: string, procedure: string, input: unknown, field: string, message: RegExp]

const mutations: Case[] = [
  ['no object', 'start', 'title', '', /expected object/],
  ['an unknown field', 'start', { titel: 'x' }, 'titel', /^is not a known field$/],
  ['a prototype', 'start', JSON.parse('{"__proto__":{"a":1}}'), '__proto__', /not a known field/],
  ['a number as title', 'start', { title: 7 }, 'title', /expected string/],
  ['a blank title', 'start', { title: '  ' }, 'title', /must not be blank/],
  ['a long title', 'start', { title: '😀'.repeat(201) }, 'title', /at most 200 characters/],
  ['a lone surrogate', 'start', { title: 'a\ud800' }, 'title', /lone surrogates/],
  ['NUL', 'start', { title: 'a\0b' }, 'title', /NUL/],
  ['metadata as list', 'start', { metadata: [] }, 'metadata', /must be a JSON object/],
  ['much metadata', 'start', { metadata: { a: bytes(4097) } }, 'metadata', /4096 bytes/],
  ['deep metadata', 'start', { metadata: deep(40) }, 'metadata', /32 levels/],
  [
    'a prototype in metadata',
    'start',
    { metadata: JSON.parse('{"a":{"__proto__":1}}') },
    'metadata',
    /__proto__/,
  ],
  ['an empty key', 'start', { idempotencyKey: '' }, 'idempotencyKey', />=1 characters/],
  ['a long key', 'start', { idempotencyKey: bytes(256) }, 'idempotencyKey', /<=255/],
  ['no content', 'send', { conversationId: id }, 'content', /expected object/],
  ['no id', 'send', { content: text('x').content }, 'conversationId', /expected string/],
  [
    'a made-up id',
    'send',
    { ...text('x'), conversationId: 'abc' },
    'conversationId',
    /must be a conversation id/,
  ],
  ['an empty text', 'send', text(''), 'content.text', />=1 characters/],
  ['a text of objects', 'send', text({}), 'content.text', /expected string/],
  [
    'a long text',
    'send',
    text(bytes(DEFAULT_LIMITS.textBytes + 1)),
    'content.text',
    /at most 32768 bytes/,
  ],
  [
    'a card, which is the agent’s to send',
    'send',
    { conversationId: id, content: { type: 'card', card: {} } },
    'content.type',
    /Invalid/,
  ],
  [
    'a field beside the text',
    'send',
    { conversationId: id, content: { type: 'text', text: 'x', html: 'y' } },
    'content.html',
    /not a known field/,
  ],
  ['a role', 'send', { ...text('x'), role: 'system' }, 'role', /not a known field/],
  ['a revision of zero', 'send', { ...text('x'), expectedRevision: 0 }, 'expectedRevision', />=1/],
  ['an unknown status', 'setStatus', { conversationId: id, status: 'done' }, 'status', /"active"/],
  ['no title', 'rename', { conversationId: id }, 'title', /expected string/],
  ['another tenant', 'delete', { conversationId: id, tenantId: 'x' }, 'tenantId', /not a known/],
  ['no confirmation', 'eraseAll', { confirm: false }, 'confirm', /expected true/],
]

const queries: Case[] = [
  ['nothing', 'get', undefined, '', /expected object/],
  ['a page of none', 'list', { limit: 0 }, 'limit', />=1/],
  ['a huge page', 'list', { limit: 101 }, 'limit', /<=100/],
  ['half a page', 'list', { limit: 1.5 }, 'limit', /expected int/],
  ['a text as size', 'list', { limit: '10' }, 'limit', /expected number/],
  ['a long cursor', 'list', { cursor: bytes(513) }, 'cursor', /<=512/],
  ['backwards', 'list', { direction: 'backward' }, 'direction', /"forward"/],
  [
    'both bounds',
    'messages',
    { conversationId: id, afterSeq: 1, beforeSeq: 3 },
    'beforeSeq',
    /together with afterSeq/,
  ],
  ['a seq below zero', 'messages', { conversationId: id, afterSeq: -1 }, 'afterSeq', />=0/],
]

async function call(api: Api, token: string, procedure: string, input: unknown, post: boolean) {
  const path = `/trpc/conversation.${procedure}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const json = JSON.stringify(input)
  if (post) return api.request(path, { method: 'POST', headers, body: json })
  return api.request(json === undefined ? path : `${path}?input=${encodeURIComponent(json)}`, {
    headers,
  })
}

test.each([
  ...mutations.map((row) => [...row, true] as const),
  ...queries.map((row) => [...row, false] as const),
])(
  '%s to %s is refused, and the field named',
  async (_what, procedure, input, path, message, post) => {
    await using api = await startApi()
    const response = await call(api, await signToken(newOwner()), procedure, input, post)
    expect(response.status).toBe(400)
    const body = await response.text()
    expect(JSON.parse(body)).toEqual({
      error: {
        message: 'The input is not valid.',
        code: -32600,
        data: {
          code: 'BAD_REQUEST',
          httpStatus: 400,
          path: `conversation.${procedure}`,
          reason: 'INVALID_INPUT',
          issues: [{ path, message: expect.stringMatching(message) }],
          requestId: response.headers.get('x-request-id'),
        },
      },
    })
    expect(body).not.toContain('.ts:')
  },
)

test('an input full of faults is answered with the first twenty', async () => {
  await using api = await startApi()
  const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]))
  const input = { title: 7, metadata: [], ...unknown }
  const response = await call(api, await signToken(newOwner()), 'start', input, true)
  expect(response.status).toBe(400)
  expect(JSON.parse(await response.text()).error.data.issues).toHaveLength(20)
})

test('whatever JSON arrives, it is not our fault', async () => {
  await using api = await startApi()
  const token = await signToken(newOwner())
  const procedures = fc.constantFrom('start', 'send', 'setStatus', 'rename', 'delete', 'eraseAll')
  const fields = fc.constantFrom('title', 'content', 'conversationId', 'metadata', 'status', 'x')
  const input = fc.oneof(fc.jsonValue(), fc.dictionary(fields, fc.jsonValue()))
  await fc.assert(
    fc.asyncProperty(procedures, input, async (procedure, value) => {
      const response = await call(api, token, procedure, value, true)
      expect([200, 400, 404]).toContain(response.status)
    }),
    { numRuns: 300 },
  )
})
