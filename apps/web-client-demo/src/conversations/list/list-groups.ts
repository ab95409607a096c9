import type { Conversation } from '../../api.ts'
import { isPinned } from '../pinned.ts'

export const PINNED = 'Pinned'
const WEEK_DAYS = 7

/** The heading above a conversation, where it differs from that of the one before. */
export function groupHeadings(
  conversations: readonly Conversation[],
  now: number,
): (string | undefined)[] {
  const groups = conversations.map((conversation) =>
    isPinned(conversation) ? PINNED : groupOf(Date.parse(conversation.updatedAt), now),
  )
  return groups.map((group, index) => (group === groups[index - 1] ? undefined : group))
}

function groupOf(time: number, now: number): string {
  // By midnights of this place: a day is not always 24 hours long.
  if (time >= midnight(now, 0)) return 'Today'
  if (time >= midnight(now, 1)) return 'Yesterday'
  if (time >= midnight(now, WEEK_DAYS - 1)) return 'This week'
  return 'Older'
}

function midnight(now: number, daysAgo: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime()
}
