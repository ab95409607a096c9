import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { CANARY } from './support/forge.ts'
import { deep, mine, rejects, sized, takes, x } from './support/input-row.ts'
import type { Row } from './support/row.ts'

const { titleCharacters, metadataKeys, metadataBytes } = DEFAULT_LIMITS
const NO_ID = '019a0000-0000-7000-8000-000000000000'

const keyed = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, n]))

/** Every limit of a conversation from both sides, and what is no input at all. */
export const conversationRows: Row[] = [
  takes('start', 'nothing but an object', {}),
  rejects('start', CANARY, '', /expected object/),
  rejects('start', [CANARY], '', /expected object/),
  rejects('start', { titel: CANARY }, 'titel', /^is not a known field$/),
  rejects('start', { tenantId: 'other' }, 'tenantId', /^is not a known field$/),
  rejects('start', { id: NO_ID }, 'id', /^is not a known field$/),
  rejects('start', JSON.parse('{"__proto__":{"title":"x"}}'), '__proto__', /not a known field/),
  rejects('start', { constructor: { prototype: {} } }, 'constructor', /not a known field/),

  takes('start', 'the longest title', { title: '😀'.repeat(titleCharacters) }),
  rejects('start', { title: '😀'.repeat(titleCharacters + 1) }, 'title', /at most 200 characters/),
  rejects('start', { title: '' }, 'title', /must not be blank/),
  rejects('start', { title: ' \t\n\u2003' }, 'title', /must not be blank/),
  rejects('start', { title: '\u3164\u200b\u2060' }, 'title', /must not be blank/),
  rejects('start', { title: 7 }, 'title', /expected string/),
  rejects('start', { title: null }, 'title', /expected string/),
  rejects('start', { title: [CANARY] }, 'title', /expected string/),
  rejects('start', { title: `${CANARY}\ud800` }, 'title', /lone surrogates/),
  rejects('start', { title: `${CANARY}\0` }, 'title', /NUL/),
  rejects('rename', mine(), 'title', /expected string/),
  rejects('rename', mine({ title: x(201) }), 'title', /at most 200 characters/),
  rejects('rename', mine({ title: 'x', metadata: {} }), 'metadata', /not a known field/),

  takes('start', 'as many keys of metadata as can be', { metadata: keyed(metadataKeys) }),
  rejects('start', { metadata: keyed(metadataKeys + 1) }, 'metadata', /at most 16 keys/),
  takes('start', 'the largest metadata', { metadata: sized(metadataBytes) }),
  rejects('start', { metadata: sized(metadataBytes + 1) }, 'metadata', /4096 bytes/),
  takes('start', 'the deepest metadata', { metadata: deep(32) }),
  rejects('start', { metadata: deep(33) }, 'metadata', /32 levels/),
  rejects('start', { metadata: [] }, 'metadata', /must be a JSON object/),
  rejects('start', { metadata: null }, 'metadata', /must be a JSON object/),
  rejects('start', { metadata: { a: '\udfff' } }, 'metadata', /well-formed text/),
  rejects('start', { metadata: { 'a\0': 1 } }, 'metadata', /well-formed text/),
  rejects('start', JSON.parse('{"metadata":{"a":[{"__proto__":1}]}}'), 'metadata', /__proto__/),
  takes('start', 'keys of a prototype', { metadata: { constructor: { prototype: 1 } } }),

  takes('start', 'the longest key', { idempotencyKey: '{'.repeat(255) }),
  rejects('start', { idempotencyKey: x(256) }, 'idempotencyKey', /<=255/),
  rejects('start', { idempotencyKey: '' }, 'idempotencyKey', />=1 characters/),
  rejects('start', { idempotencyKey: 1 }, 'idempotencyKey', /expected string/),
  rejects('start', { idempotencyKey: '\ud800' }, 'idempotencyKey', /lone surrogates/),

  rejects('setStatus', mine(), 'status', /"active"/),
  rejects('setStatus', mine({ status: 'done' }), 'status', /"active"/),
  rejects('setStatus', mine({ status: ['active'] }), 'status', /"active"/),
  takes('setMetadata', 'none', mine({ metadata: {} })),
  rejects('setMetadata', mine(), 'metadata', /must be a JSON object/),
  rejects('setMetadata', mine({ metadata: [] }), 'metadata', /must be a JSON object/),
  rejects(
    'setMetadata',
    mine({ metadata: keyed(metadataKeys + 1) }),
    'metadata',
    /at most 16 keys/,
  ),
  rejects('setMetadata', mine({ metadata: {}, title: 'x' }), 'title', /not a known field/),
  rejects('delete', mine({ tenantId: 'x' }), 'tenantId', /not a known field/),
  ...['', 'abc', '*', `${NO_ID}\n`, `${NO_ID}:messages`].map((id) =>
    rejects('delete', { conversationId: id }, 'conversationId', /must be a conversation id/),
  ),
  ...[[NO_ID], { $ne: '' }, 7, null].map((id) =>
    rejects('delete', { conversationId: id }, 'conversationId', /expected string/),
  ),
  ...[false, 'true', 1, undefined].map((confirm) =>
    rejects('eraseAll', { confirm }, 'confirm', /expected true/),
  ),
]
