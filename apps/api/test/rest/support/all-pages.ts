import fc from 'fast-check'
import type { Api } from '../../support/api.ts'
import type { CallResult, Input, Procedure, Transport } from './transports.ts'

/** One call, in terms that mean the same for two owners: their conversations have different ids. */
export interface Step {
  procedure: Procedure
  /** Which of those started so far; one beyond them is a conversation that nobody started. */
  conversation?: number
  /** The cursor that the list before returned. */
  followsCursor?: boolean
  anonymous?: boolean
  input: Input
}

const UNKNOWN = '019a0000-0000-7000-8000-000000000000'

interface Walk {
  results: CallResult[]
  stored: unknown[]
}

/** Takes every step by one transport. What it returns is the same for any owner whose history is. */
export async function allPages(
  api: Api,
  transport: Transport,
  steps: readonly Step[],
): Promise<Walk> {
  const started: string[] = []
  let cursor: unknown = null
  const results: CallResult[] = []
  for (const step of steps) {
    const target =
      step.conversation === undefined
        ? {}
        : { conversationId: started[step.conversation] ?? UNKNOWN }
    const follows = step.followsCursor === true ? { cursor } : {}
    const input = { ...step.input, ...target, ...follows }
    const result = await transport.call(step.procedure, input, step.anonymous)
    const { id, nextCursor } = Object(result.value)
    if (step.procedure === 'start' && result.status === 200 && !started.includes(id)) {
      started.push(id)
    }
    if (nextCursor !== undefined) cursor = nextCursor
    results.push(result)
    await nextMillisecond()
  }
  const stored: unknown[] = []
  for await (const { conversation, messages } of api.store.forOwner(transport.owner).export()) {
    const read: unknown[] = []
    for await (const message of messages) read.push(message)
    stored.push({ conversation, messages: read })
  }
  return anonymize({ results, stored })
}

/** Changes of two conversations in the same one would be listed in the order of their ids. */
async function nextMillisecond() {
  const now = Date.now()
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve))
}

/** Ids by order of appearance, and no times or cursors. */
function anonymize(value: Walk): Walk {
  const ids = new Map<string, string>()
  return JSON.parse(JSON.stringify(value), (name, part) => {
    if (typeof part !== 'string') return part
    if (name === 'nextCursor') return 'cursor'
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(part)) return 'time'
    if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(part)) return part
    if (!ids.has(part)) ids.set(part, `id ${ids.size + 1}`)
    return ids.get(part)
  })
}

// Twice means twice as often: most calls should get past the checks of their input.
const idempotencyKey = fc.constantFrom(undefined, undefined, 'a', 'a', 'b', '')
const expectedRevision = fc.constantFrom(undefined, undefined, undefined, 1, 2, 3, 0)
const title = fc.constantFrom('One', 'One', 'Two', 'Two', 'x'.repeat(201), 7)
const content = fc.constantFrom(
  { type: 'text', text: 'hello' },
  { type: 'text', text: 'card' },
  { type: 'cardAction', actionId: 'rate', data: { rating: 5 } },
  { type: 'cardAction', actionId: 'rate', data: { rating: 4 } },
  { type: 'cardAction', actionId: '', data: [] },
  { type: 'card', card: {} },
)
const bound = fc.constantFrom(undefined, undefined, undefined, 1, 3, 0, 1.5, -1, 101)
const status = fc.constantFrom('active', 'completed', 'archived', 'done')
const metadata = fc.constantFrom<unknown[]>({}, { pinned: true }, { a: [1] }, [], null)
const seq = fc.constantFrom(1, 1, 2, 3, 0, 9)
const conversation = fc.constantFrom(0, 0, 0, 1, 1, 2, 3)
const anonymous = fc.nat({ max: 19 }).map((n) => n === 0)
const stray = fc.nat({ max: 19 }).map((n): Input => (n === 0 ? { tenantId: 'other' } : {}))

function step(procedure: Procedure, fields: Record<string, fc.Arbitrary<unknown>>) {
  const input = fc.tuple(fc.record(fields), stray).map(([record, more]) => ({ ...record, ...more }))
  return { procedure: fc.constant(procedure), input, anonymous }
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record(step('start', { title: fc.option(title, { nil: undefined }), idempotencyKey })),
  fc.record({
    ...step('send', { content, idempotencyKey, expectedRevision }),
    conversation,
  }),
  fc.record({ ...step('regenerate', { idempotencyKey, expectedRevision }), conversation }),
  fc.record({ ...step('edit', { content, seq, idempotencyKey, expectedRevision }), conversation }),
  fc.record({ ...step('redact', { seq, idempotencyKey, expectedRevision }), conversation }),
  fc.record({
    ...step('list', { status: fc.option(status, { nil: undefined }), limit: bound }),
    followsCursor: fc.boolean(),
  }),
  fc.record({ ...step('get', {}), conversation }),
  fc.record({
    ...step('messages', { limit: bound, afterSeq: bound, beforeSeq: bound }),
    conversation,
  }),
  fc.record({ ...step('rename', { title, expectedRevision }), conversation }),
  fc.record({ ...step('setStatus', { status, expectedRevision }), conversation }),
  fc.record({ ...step('setMetadata', { metadata, expectedRevision }), conversation }),
  fc.record({ ...step('delete', {}), conversation }),
)

/** Of two conversations, to begin with. */
export const anyHistory: fc.Arbitrary<Step[]> = fc
  .array(anyStep, { minLength: 8, maxLength: 20, size: 'max' })
  .map((steps) => [
    { procedure: 'start', input: { title: 'One', idempotencyKey: 'a' } },
    { procedure: 'start', input: {} },
    ...steps,
  ])
