import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { BAD_NUMBERS, BAD_OBJECTS, BAD_TEXTS, badIds, nested } from './bad-values.ts'
import { BAD_IDS } from './owners.ts'
import { text, UNKNOWN_ID } from './samples.ts'

/** The place of the bad value in the arguments. */
const HERE = Symbol('here')

/** A method, arguments with HERE in them, and the values that it must reject there. */
export const BAD_CALLS: [keyof OwnerConversations, unknown[], unknown[]][] = [
  ['start', [HERE], [null, 1, 'a', [], { unknown: 1 }, { tenantId: 'a' }, { id: UNKNOWN_ID }]],
  ['start', [{ title: HERE }], [...BAD_TEXTS, '', ' \t\n', 'x'.repeat(201)]],
  ['start', [{ metadata: HERE }], BAD_OBJECTS],
  ['start', [{ externalId: HERE }], [...BAD_TEXTS, '', 'x'.repeat(1001)]],
  ['start', [{ sdkConversationRef: HERE }], [...BAD_TEXTS, '', 'x'.repeat(1001)]],
  ['start', [{ idempotencyKey: HERE }], [...BAD_TEXTS, null, '', 'x'.repeat(256)]],
  ['get', [HERE], badIds()],
  ['append', [HERE, { messages: [text('a')] }], badIds()],
  ['append', [UNKNOWN_ID, HERE], [undefined, null, 'a', [], {}, { messages: [text('a')], seq: 1 }]],
  ['append', [UNKNOWN_ID, { messages: HERE }], [undefined, null, 'a', {}, [], text('a')]],
  ['append', [UNKNOWN_ID, { messages: [text('a')], replaces: HERE }], [null, 0, 1.5, -1, '1']],
  ['append', [UNKNOWN_ID, { messages: [HERE] }], [null, 'a', [], {}, { ...text('a'), id: 'x' }]],
  [
    'append',
    [UNKNOWN_ID, { messages: [{ role: HERE, content: text('a').content }] }],
    ['owner', 'User', '', null, undefined, ['user'], 1, '__proto__'],
  ],
  [
    'append',
    [UNKNOWN_ID, { messages: [text('a'), { role: 'user', content: HERE }] }],
    [
      null,
      'a',
      [],
      {},
      { type: 'image' },
      { type: 'redacted' },
      { type: 'text' },
      { ...text('a').content, extra: 1 },
    ],
  ],
  [
    'append',
    [UNKNOWN_ID, { messages: [{ role: 'user', content: { type: 'text', text: HERE } }] }],
    [...BAD_TEXTS, null, '', 'x'.repeat(32 * 1024 + 1)],
  ],
  [
    'append',
    [UNKNOWN_ID, { messages: [{ role: 'assistant', content: { type: 'card', card: HERE } }] }],
    BAD_OBJECTS,
  ],
  [
    'append',
    [
      UNKNOWN_ID,
      { messages: [{ role: 'user', content: { type: 'cardAction', actionId: 'a', data: HERE } }] },
    ],
    BAD_OBJECTS,
  ],
  [
    'append',
    [
      UNKNOWN_ID,
      { messages: [{ role: 'user', content: { type: 'cardAction', actionId: HERE, data: {} } }] },
    ],
    [...BAD_TEXTS, null, '', 'x'.repeat(257)],
  ],
  [
    'append',
    [
      UNKNOWN_ID,
      { messages: [{ role: 'tool', content: { type: 'json', format: HERE, value: 1 } }] },
    ],
    [...BAD_TEXTS, null, '', 'x'.repeat(101)],
  ],
  [
    'append',
    [
      UNKNOWN_ID,
      { messages: [{ role: 'tool', content: { type: 'json', format: 'a', value: HERE } }] },
    ],
    [undefined, Number.NaN, 1n, () => 1, new Date(), '\ud800', 'x'.repeat(64 * 1024), nested(33)],
  ],
  [
    'append',
    [
      UNKNOWN_ID,
      {
        messages: [{ role: 'tool', content: { type: 'json', format: 'a', value: 1, text: HERE } }],
      },
    ],
    [...BAD_TEXTS, null, '', 'x'.repeat(32 * 1024 + 1)],
  ],
  [
    'append',
    [UNKNOWN_ID, { messages: [{ ...text('a'), metadata: HERE }] }],
    [...BAD_OBJECTS, { a: 'x'.repeat(4096) }],
  ],
  [
    'append',
    [UNKNOWN_ID, { messages: [text('a')], idempotencyKey: HERE }],
    [...BAD_TEXTS, null, '', 'x'.repeat(256)],
  ],
  ['append', [UNKNOWN_ID, { messages: [text('a')], expectedRevision: HERE }], [0, ...BAD_NUMBERS]],
  ['getAppendResult', [HERE, 'k'], badIds()],
  ['getAppendResult', [UNKNOWN_ID, HERE], [...BAD_TEXTS, null, undefined, '', 'x'.repeat(256)]],
  ['messages', [HERE], badIds()],
  [
    'messages',
    [UNKNOWN_ID, HERE],
    [null, 1, 'a', [], { unknown: 1 }, { afterSeq: 1, beforeSeq: 3 }],
  ],
  ['messages', [UNKNOWN_ID, { limit: HERE }], [0, 101, ...BAD_NUMBERS]],
  ['messages', [UNKNOWN_ID, { afterSeq: HERE }], BAD_NUMBERS],
  ['messages', [UNKNOWN_ID, { beforeSeq: HERE }], BAD_NUMBERS],
  ['list', [HERE], [null, 1, 'a', [], { unknown: 1 }, { offset: 1 }]],
  ['list', [{ limit: HERE }], [0, 101, ...BAD_NUMBERS]],
  ['list', [{ status: HERE }], ['', 'open', 'Active', null, ['active'], 1, '__proto__']],
  ['list', [{ cursor: HERE }], [null, 1, ['a'], {}, true, 'x'.repeat(513)]],
  ['setStatus', [HERE, 'active'], badIds()],
  [
    'setStatus',
    [UNKNOWN_ID, HERE],
    ['', 'open', 'Active', null, undefined, ['active'], 1, '__proto__'],
  ],
  ['setStatus', [UNKNOWN_ID, 'active', HERE], [null, 1, 'a', [], { unknown: 1 }]],
  ['setStatus', [UNKNOWN_ID, 'active', { expectedRevision: HERE }], [0, ...BAD_NUMBERS]],
  ['update', [HERE, { title: 'a' }], badIds()],
  [
    'update',
    [UNKNOWN_ID, HERE],
    [undefined, null, 1, 'a', [], { status: 'archived' }, { revision: 7 }],
  ],
  ['update', [UNKNOWN_ID, { title: HERE }], [...BAD_TEXTS, '', ' ', 'x'.repeat(201)]],
  ['update', [UNKNOWN_ID, { metadata: HERE }], BAD_OBJECTS],
  ['update', [UNKNOWN_ID, { externalId: HERE }], [...BAD_TEXTS, '', 'x'.repeat(1001)]],
  ['update', [UNKNOWN_ID, { sdkConversationRef: HERE }], [...BAD_TEXTS, '', 'x'.repeat(1001)]],
  ['update', [UNKNOWN_ID, { title: 'a' }, { expectedRevision: HERE }], [0, ...BAD_NUMBERS]],
  ['findByExternalId', [HERE], [...BAD_IDS]],
  ['delete', [HERE], badIds()],
  ['truncate', [HERE, { afterSeq: 0 }], badIds()],
  [
    'truncate',
    [UNKNOWN_ID, HERE],
    [undefined, null, 1, 'a', [], {}, { afterSeq: 0, beforeSeq: 1 }],
  ],
  ['truncate', [UNKNOWN_ID, { afterSeq: HERE }], BAD_NUMBERS],
  ['truncate', [UNKNOWN_ID, { afterSeq: 0, expectedRevision: HERE }], [0, ...BAD_NUMBERS]],
  ['redact', [HERE, 1], badIds()],
  ['redact', [UNKNOWN_ID, HERE], [0, undefined, ...BAD_NUMBERS]],
  ['redact', [UNKNOWN_ID, 1, { expectedRevision: HERE }], [0, ...BAD_NUMBERS]],
]

/** The arguments with `value` in the place of HERE. */
export function put(args: unknown[], value: unknown): unknown[] {
  return args.map((arg) => replace(arg, value))
}

function replace(arg: unknown, value: unknown): unknown {
  if (arg === HERE) return value
  if (Array.isArray(arg)) return put(arg, value)
  if (typeof arg !== 'object' || arg === null) return arg
  return Object.fromEntries(Object.entries(arg).map(([key, child]) => [key, replace(child, value)]))
}
