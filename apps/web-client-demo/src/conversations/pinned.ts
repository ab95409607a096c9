import type { Conversation } from '../api.ts'

type Metadata = Conversation['metadata']

/** A name in the metadata, so that every device of the user has it. */
export function isPinned({ metadata }: Conversation): boolean {
  return metadata['pinned'] === true
}

export function withPin(metadata: Metadata, pinned: boolean): Metadata {
  const { pinned: _former, ...others } = metadata
  return pinned ? { ...others, pinned } : others
}

/** Each part in the order that it had. */
export function pinnedFirst(conversations: readonly Conversation[]): Conversation[] {
  return conversations.toSorted((a, b) => Number(isPinned(b)) - Number(isPinned(a)))
}
