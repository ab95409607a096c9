import { expect, test } from 'vitest'
import type { Conversation, ConversationsPage } from '../src/api.ts'
import { withConversation, withoutConversation } from '../src/client/conversation-pages.ts'

test('a change moves a conversation to the front of the list', () => {
  const pages = [page('more', 5, 4), page(null, 3, 2)]
  expect(shape(withConversation(pages, conversation(3, 9)))).toEqual([
    ['3@9', '5@5', '4@4'],
    ['2@2'],
  ])
})

test('one that only was read keeps its place', () => {
  const pages = [page('more', 5, 4), page(null, 3, 2)]
  expect(shape(withConversation(pages, conversation(3, 3)))).toEqual([
    ['5@5', '4@4'],
    ['3@3', '2@2'],
  ])
})

test('what belongs on a page that is not loaded is left to its loading', () => {
  expect(shape(withConversation([page('more', 5, 4)], conversation(1, 1)))).toEqual([
    ['5@5', '4@4'],
  ])
  expect(shape(withConversation([page(null, 5, 4)], conversation(1, 1)))).toEqual([
    ['5@5', '4@4', '1@1'],
  ])
  expect(shape(withConversation([page(null)], conversation(1, 1)))).toEqual([['1@1']])
})

test('a removed one is gone from whichever page it was on', () => {
  const pages = [page('more', 5, 4), page(null, 3, 2)]
  expect(shape(withoutConversation(pages, '3'))).toEqual([['5@5', '4@4'], ['2@2']])
})

function page(nextCursor: string | null, ...ids: number[]): ConversationsPage {
  return { items: ids.map((id) => conversation(id, id)), nextCursor }
}

function conversation(id: number, changedAt: number): Conversation {
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`
  return {
    id: String(id),
    tenantId: 'contoso',
    userId: 'ada',
    status: 'active',
    title: null,
    metadata: {},
    externalId: null,
    sdkConversationRef: null,
    messageCount: 0,
    lastMessagePreview: null,
    revision: changedAt,
    createdAt: at(0),
    updatedAt: at(changedAt),
    lastAccessedAt: at(changedAt),
    expiresAt: at(9),
  }
}

function shape(pages: ConversationsPage[]): string[][] {
  return pages.map(({ items }) => items.map(({ id, revision }) => `${id}@${revision}`))
}
