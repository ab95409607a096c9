import { once } from 'node:events'
import { type Agent, AgentError, type AgentEvent } from '@threadkeep/agents'
import { testRedis } from '@threadkeep/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, redisStore, startApi } from './support/api.ts'
import { rejection, retryAfter } from './support/rejection.ts'
import { startConversation } from './support/started-conversation.ts'

/* What an agent says is never lost to a rule: what is stored, and what the caller is told. */

interface Case {
  says: AgentEvent[]
  fails?: AgentError
  hangs?: boolean
}

interface Outcome {
  /** All texts of the replies together. */
  text: string
  status: string
  /** The default is that the caller gets the replies. */
  rejected?: { status: number; reason: string; retryable: boolean; retryAfter?: string }
}

const said = (...deltas: string[]): AgentEvent[] => deltas.map((delta) => ({ type: 'text', delta }))
const card = (content: object): AgentEvent[] => [
  { type: 'message', content: { type: 'card', card: { ...content } } },
]
function nested(levels: number): object {
  let value: object = { end: true }
  for (let level = 0; level < levels; level++) value = { inner: value }
  return value
}

const PAGE = 'All of it, é and 😀, is kept. '
const TWO_MB = Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(1040)}\n`)
const BROKEN = 'a😀b👩‍💻c'
const NO_CARD = 'The assistant sent a card that is too large or too deep to be kept.'
const FAILED = { status: 502, reason: 'AGENT_FAILED' }

const CASES: Record<string, [Case, Outcome]> = {
  '40,000 characters': [
    { says: said(PAGE.repeat(1334)) },
    { text: PAGE.repeat(1334), status: 'completed' },
  ],
  '2 MB in 2,000 pieces': [
    { says: said(...TWO_MB) },
    { text: TWO_MB.join(''), status: 'completed' },
  ],
  nothing: [{ says: [] }, { text: '', status: 'completed' }],
  'empty pieces': [{ says: said('', '') }, { text: '', status: 'completed' }],
  NUL: [{ says: said('a\u0000b') }, { text: 'a\uFFFDb', status: 'completed' }],
  'a card of 70 kB': [
    { says: card({ text: 'x'.repeat(70_000) }) },
    { text: NO_CARD, status: 'completed' },
  ],
  'a card nested 40 levels': [{ says: card(nested(40)) }, { text: NO_CARD, status: 'completed' }],
  'it throws before its first piece': [
    { says: [], fails: new AgentError({ retryable: false }) },
    { text: '', status: 'failed', rejected: { ...FAILED, retryable: false } },
  ],
  'it throws after its first piece': [
    { says: said('So far'), fails: new AgentError({ retryable: true }) },
    { text: 'So far', status: 'failed', rejected: { ...FAILED, retryable: true } },
  ],
  '429 with Retry-After': [
    { says: [], fails: new AgentError({ retryable: true, retryAfterMs: 7000 }) },
    { text: '', status: 'failed', rejected: { ...FAILED, retryable: true, retryAfter: '7' } },
  ],
  'it never ends': [
    { says: said('So far'), hangs: true },
    { text: 'So far', status: 'failed', rejected: { ...FAILED, retryable: true } },
  ],
  ...Object.fromEntries(
    Array.from({ length: BROKEN.length + 1 }, (_, at): [string, [Case, Outcome]] => [
      `cut at unit ${at}`,
      [
        { says: said(BROKEN.slice(0, at), BROKEN.slice(at)) },
        { text: BROKEN, status: 'completed' },
      ],
    ]),
  ),
}

/** Says what the user's message names. */
const agent: Agent = {
  name: 'scripted',
  onInterrupted: 'fail',
  async *respond({ message, signal }) {
    const name = message.content.type === 'text' ? message.content.text : ''
    const [script] = CASES[name] ?? []
    yield* script?.says ?? []
    if (script?.hangs) await once(signal, 'abort')
    if (script?.fails) throw script.fails
  },
}

describe.each(['memory', 'redis'])('in %s', (kind) => {
  let redis: Awaited<ReturnType<typeof testRedis>> | undefined
  let api: Api
  beforeAll(async () => {
    redis = kind === 'redis' ? await testRedis() : undefined
    const store = redis && redisStore(redis.url)
    api = await startApi({ agent, agentTimeoutMs: 2000, ...(store && { store }) })
  })
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]()
    await redis?.[Symbol.asyncDispose]()
  })

  test.each(Object.entries(CASES))('%s', async (name, [, { text, status, rejected }]) => {
    const { conversation, conversationId } = await startConversation(api)
    const send = conversation.send.mutate({ conversationId, content: { type: 'text', text: name } })
    if (rejected === undefined) {
      const sent = await send
      expect(sent.run?.status).toBe(status)
      expect(textOf(sent.replies)).toBe(text)
    } else {
      const error = await rejection(send)
      expect({
        status: error.data?.httpStatus,
        reason: error.data?.reason,
        retryable: error.data?.retryable,
        ...(rejected.retryAfter !== undefined && { retryAfter: retryAfter(error) }),
      }).toEqual(rejected)
    }
    const stored = []
    for (let hasMore = true; hasMore; ) {
      const page = await conversation.messages.query({ conversationId, afterSeq: stored.length })
      stored.push(...page.items)
      hasMore = page.hasMore
    }
    expect(stored[0]).toMatchObject({ role: 'user', content: { text: name } })
    expect(textOf(stored.slice(1))).toBe(text)
    const reasons = stored.slice(1).map(({ metadata }) => metadata?.['finishReason'])
    if (status === 'failed' && text !== '') expect(reasons.at(-1)).toBe('error')
    // The conversation takes the next message.
    const next = { conversationId, content: { type: 'text' as const, text: 'nothing' } }
    expect((await conversation.send.mutate(next)).run?.status).toBe('completed')
  })
})

function textOf(messages: readonly { content: { type: string; text?: unknown } }[]): string {
  return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('')
}
