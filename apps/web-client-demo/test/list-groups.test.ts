import { expect, test } from 'vitest'
import type { Conversation } from '../src/api.ts'
import { groupHeadings } from '../src/conversations/list/list-groups.ts'
import { matchesQuery } from '../src/conversations/list/matches-query.ts'
import { pinnedFirst } from '../src/conversations/pinned.ts'

const NOW = new Date(2026, 2, 10, 12).getTime()

test('a heading stands where a group begins, by the midnights of this place', () => {
  const conversations = [
    new Date(2026, 2, 10, 11),
    new Date(2026, 2, 10, 0),
    new Date(2026, 2, 9, 23, 59),
    new Date(2026, 2, 9, 0),
    new Date(2026, 2, 8, 23, 59),
    new Date(2026, 2, 4, 0),
    new Date(2026, 2, 3, 23, 59),
    new Date(2020, 0, 1),
  ].map((date) => conversation({ updatedAt: date.toISOString() }))
  expect(groupHeadings(conversations, NOW)).toEqual([
    'Today',
    undefined,
    'Yesterday',
    undefined,
    'This week',
    undefined,
    'Older',
    undefined,
  ])
  // By another clock than ours it is later already.
  const future = [conversation({ updatedAt: new Date(2026, 2, 11).toISOString() })]
  expect(groupHeadings(future, NOW)).toEqual(['Today'])
})

test('pinned conversations are a group above the others, each in the order that it had', () => {
  const today = new Date(2026, 2, 10, 11).toISOString()
  const [pinned, old] = [{ pinned: true }, '2020-01-01T00:00:00.000Z']
  const conversations = pinnedFirst([
    conversation({ id: 'a', updatedAt: today }),
    conversation({ id: 'b', updatedAt: today, metadata: pinned }),
    conversation({ id: 'c', updatedAt: old, metadata: { pinned: 'yes' } }),
    conversation({ id: 'd', updatedAt: old, metadata: pinned }),
  ])
  expect(conversations.map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c'])
  expect(groupHeadings(conversations, NOW)).toEqual(['Pinned', undefined, 'Today', 'Older'])
})

test('a conversation is found by words of its title and its last message, in any order', () => {
  const travel = conversation({ title: 'Travel Policy', lastMessagePreview: 'For journeys, yes.' })
  for (const query of ['', ' ', 'travel', 'POLICY tra', 'journeys travel ', 'for']) {
    expect(matchesQuery(travel, query), query).toBe(true)
  }
  expect(matchesQuery(travel, 'travel no')).toBe(false)
  expect(matchesQuery(conversation({}), 'untitled')).toBe(true)
})

function conversation(fields: Partial<Conversation>): Conversation {
  const time = '2026-01-01T00:00:00.000Z'
  return {
    id: 'c',
    tenantId: 'contoso',
    userId: 'ada',
    status: 'active',
    title: null,
    metadata: {},
    externalId: null,
    sdkConversationRef: null,
    messageCount: 2,
    lastMessagePreview: null,
    revision: 3,
    createdAt: time,
    updatedAt: time,
    lastAccessedAt: time,
    expiresAt: time,
    ...fields,
  }
}
