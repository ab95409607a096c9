import { randomUUID } from 'node:crypto'
import { type NewMessage, ROLES } from '@threadkeep/shared'
import type { Api } from '../../support/api.ts'
import { newOwner } from '../../support/owners.ts'
import { signToken } from '../../support/tokens.ts'
import type { At } from './at.ts'

export const APPEND_SCOPE = 'append'

const CONTENTS: NewMessage['content'][] = [
  { type: 'text', text: 'text' },
  { type: 'card', card: { type: 'AdaptiveCard', body: [{ constructor: true }] } },
  { type: 'cardAction', actionId: 'rate', data: { rating: 5, 'a name': null } },
  { type: 'json', format: 'test/value@1', value: [1, { deep: ['x'] }], text: 'shown' },
  { type: 'json', format: 'test/value@1', value: null },
]

/** A user with two conversations, one of which has a message of every role, content and metadata. */
export async function prepare(api: Api): Promise<At> {
  const owner = newOwner()
  const mine = api.store.forOwner(owner)
  await mine.start({ title: 'Another' })
  const { conversation } = await mine.start({ title: 'A title', metadata: { a: [1] } })
  const messages = CONTENTS.flatMap((content): NewMessage[] =>
    ROLES.map((role) => ({ role, content, metadata: { finishReason: 'stop', usage: { in: 1 } } })),
  )
  await mine.append(conversation.id, { messages })
  await mine.redact(conversation.id, messages.length)
  const { revision } = await mine.get(conversation.id)
  const { nextCursor } = await mine.list({ limit: 1 })
  if (nextCursor === null) throw new Error('two conversations are on one page of one')
  return {
    baseUrl: api.url,
    authorization: `Bearer ${await signToken(owner, { claims: { scope: APPEND_SCOPE } })}`,
    conversationId: conversation.id,
    revision,
    etag: `"${revision}"`,
    seq: 1 + messages.findIndex(({ role }) => role === 'user'),
    cursor: nextCursor,
    key: randomUUID(),
  }
}
