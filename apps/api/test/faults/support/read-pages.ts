import type { Conversation, Message, Page } from '@threadkeep/shared'
import { RejectedError } from './caller.ts'
import type { User } from './users.ts'

/** For so long a reader asks again. */
const TIMEOUT_MS = 20_000

export async function conversationsOf({ caller }: User): Promise<Conversation[]> {
  const all: Conversation[] = []
  let cursor: string | null = null
  do {
    const from: string | null = cursor
    const page: Page<Conversation> = await patiently(() =>
      caller.list({ limit: 100, cursor: from }),
    )
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}

export async function messagesOf({ caller }: User, conversationId: string): Promise<Message[]> {
  const all: Message[] = []
  for (;;) {
    const afterSeq = all.at(-1)?.seq ?? 0
    const { items, hasMore } = await patiently(() =>
      caller.messages({ conversationId, limit: 100, afterSeq }),
    )
    all.push(...items)
    if (!hasMore) return all
  }
}

/** What is stored is to be known, and not how long a busy machine takes to tell. */
async function patiently<Result>(read: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + TIMEOUT_MS
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof RejectedError) || performance.now() > until) throw error
    }
  }
}
