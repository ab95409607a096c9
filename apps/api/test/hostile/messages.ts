import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { CANARY } from './support/forge.ts'
import { call, deep, type Input, mine, rejects, sized, takes, x } from './support/input-row.ts'
import type { Row } from './support/row.ts'

const { textBytes, cardBytes } = DEFAULT_LIMITS

const content = (value: unknown, more: object = {}) => mine({ content: value, ...more })
const text = (value: unknown, more: object = {}) => content({ type: 'text', text: value }, more)
const action = (actionId: unknown, data: unknown) => content({ type: 'cardAction', actionId, data })

const theirs =
  (fields: object): Input =>
  ({ strangersId }) => ({ conversationId: strangersId, ...fields })

/** Every limit of a message and of a page from both sides. */
export const messageRows: Row[] = [
  takes('send', 'the longest text', text('é'.repeat(textBytes / 2))),
  rejects('send', text(`${'é'.repeat(textBytes / 2)}x`), 'content.text', /at most 32768 bytes/),
  rejects('send', text(''), 'content.text', />=1 characters/),
  rejects('send', text({}), 'content.text', /expected string/),
  rejects('send', text([CANARY]), 'content.text', /expected string/),
  rejects('send', text(`${CANARY}\udc00`), 'content.text', /lone surrogates/),
  rejects('send', text('\0'), 'content.text', /NUL/),
  takes('send', 'the largest data of a card', action('a', sized(cardBytes))),
  rejects('send', action('a', sized(cardBytes + 1)), 'content.data', /65536 bytes/),
  takes('send', 'the deepest data of a card', action('a', deep(32))),
  rejects('send', action('a', deep(33)), 'content.data', /32 levels/),
  rejects('send', action('a', CANARY), 'content.data', /must be a JSON object/),
  takes('send', 'the longest action', action(x(256), {})),
  rejects('send', action(x(257), {}), 'content.actionId', /<=256/),
  rejects('send', action('', {}), 'content.actionId', />=1 characters/),
  // Cards are the agent's to send.
  rejects('send', content({ type: 'card', card: {} }), 'content.type', /Invalid/),
  rejects('send', content({ type: '__proto__' }), 'content.type', /Invalid/),
  rejects('send', content(null), 'content', /expected object/),
  rejects('send', mine(), 'content', /expected object/),
  rejects(
    'send',
    content({ type: 'text', text: 'x', html: CANARY }),
    'content.html',
    /not a known/,
  ),
  rejects('send', text('x', { role: 'system' }), 'role', /not a known/),
  rejects('send', text('x', { createdAt: '1970' }), 'createdAt', /not a known/),
  ...[0, -1].map((revision) =>
    rejects('send', text('x', { expectedRevision: revision }), 'expectedRevision', />=1/),
  ),
  ...['1', null, [1]].map((revision) =>
    rejects(
      'send',
      text('x', { expectedRevision: revision }),
      'expectedRevision',
      /expected number/,
    ),
  ),
  ...[1.5, 2 ** 53].map((revision) =>
    rejects('send', text('x', { expectedRevision: revision }), 'expectedRevision', /expected int/),
  ),
  rejects('send', text('x', { idempotencyKey: 'reply:x' }), 'idempotencyKey', /must not begin/),
  rejects('send', { content: {} }, 'conversationId', /expected string/),
  call('send', 'an old revision', text('x', { expectedRevision: 1 }), 409, 'REVISION_CONFLICT'),

  takes('get', 'an id of mine', mine()),
  rejects('get', undefined, '', /expected object/),
  takes('list', 'nothing', undefined),
  takes('list', 'the smallest page', { limit: 1 }),
  takes('list', 'the largest page', { limit: 100 }),
  takes('list', 'no cursor', { cursor: null }),
  rejects('list', { limit: 0 }, 'limit', />=1/),
  rejects('list', { limit: -1 }, 'limit', />=1/),
  rejects('list', { limit: 101 }, 'limit', /<=100/),
  rejects('list', { limit: 1.5 }, 'limit', /expected int/),
  rejects('list', { limit: '10' }, 'limit', /expected number/),
  rejects('list', { status: 'done' }, 'status', /"active"/),
  rejects('list', { direction: 'backward' }, 'direction', /"forward"/),
  rejects('list', { cursor: x(513) }, 'cursor', /<=512/),
  rejects('list', { cursor: {} }, 'cursor', /expected string/),
  ...['', x(512), 'eyJ9', '*', 'null', '\0', '\ud800', '../..'].map((cursor) =>
    call('list', `the cursor ${cursor.slice(0, 9)}`, { cursor }, 400, 'INVALID_CURSOR'),
  ),
  takes('messages', 'the largest page', mine({ limit: 100, afterSeq: 0 })),
  takes('messages', 'the last seq there can be', mine({ afterSeq: 2 ** 53 - 1 })),
  rejects('messages', mine({ limit: 101 }), 'limit', /<=100/),
  rejects('messages', mine({ afterSeq: -1 }), 'afterSeq', />=0/),
  rejects('messages', mine({ beforeSeq: 2 ** 53 }), 'beforeSeq', /expected int/),
  rejects('messages', mine({ afterSeq: 1, beforeSeq: 3 }), 'beforeSeq', /together with afterSeq/),

  ...Object.entries({
    get: {},
    messages: {},
    rename: { title: CANARY },
    setStatus: { status: 'archived' },
    setMetadata: { metadata: {} },
    delete: {},
    send: { content: { type: 'text', text: CANARY } },
  }).map(([procedure, fields]) =>
    call(procedure, 'a stranger’s id', theirs(fields), 404, 'CONVERSATION_NOT_FOUND'),
  ),
]
