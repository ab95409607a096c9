import type { ConversationState } from '@threadkeep/client'
import type { Message } from '../../api.ts'
import { dayOf } from './day-separator.tsx'
import type { Unsent } from './use-unsent.ts'

type Run = NonNullable<ConversationState['run']>
type Reply = NonNullable<ConversationState['reply']>

/** One row of a conversation. Keys outlive what happens to a row: a reply keeps its own once stored. */
export type Row = { key: string } & (
  | { type: 'message'; message: Message; dayAbove?: string; dayBelow?: string }
  | { type: 'reply'; reply: Reply }
  | { type: 'ended'; run: Run }
  | { type: 'unsent'; item: Unsent }
)

/** `unsent`: some may be stored already, though neither a response nor the watch has come. */
export function toRows(state: ConversationState, unsent: readonly Unsent[]): Row[] {
  const { messages, run, reply, conversation } = state
  const last = messages.at(-1)?.seq ?? 0
  const hasNewest = last >= (conversation?.messageCount ?? 0)
  const rows: Row[] = messages.map((message, index) => ({
    key: seqKey(message.seq),
    type: 'message',
    message,
    ...daysAround(message, messages[index + 1]),
  }))
  if (hasNewest && reply !== null) rows.push({ key: seqKey(last + 1), type: 'reply', reply })
  if (hasNewest && run !== null && endedWithoutWord(run, messages)) {
    rows.push({ key: `run ${run.id}`, type: 'ended', run })
  }
  for (const item of withoutStored(unsent, messages)) {
    rows.push({ key: item.input.idempotencyKey ?? '', type: 'unsent', item })
  }
  return rows
}

/**
 * A new day is announced below the last message of the one before. Above its own first message it would
 * come or go as older ones are loaded, and move what is being read.
 */
function daysAround(message: Message, next: Message | undefined) {
  const day = dayOf(message)
  const nextDay = next === undefined ? day : dayOf(next)
  return {
    ...(message.seq === 1 && { dayAbove: day }),
    ...(nextDay !== day && { dayBelow: nextDay }),
  }
}

function seqKey(seq: number): string {
  return `message ${seq}`
}

/** A run that left no message says itself how it ended. */
function endedWithoutWord(run: Run, messages: readonly Message[]): boolean {
  const isCutShort = run.status === 'failed' || run.status === 'stopped'
  return isCutShort && messages.at(-1)?.id === run.id
}

/** A message may come by the watch before the response that confirms it. */
function withoutStored(unsent: readonly Unsent[], messages: readonly Message[]): Unsent[] {
  const taken = new Set<number>()
  return unsent.filter(({ hasFailed, writtenAfter, input }) => {
    if (hasFailed || writtenAfter === undefined) return true
    const stored = messages.find(
      ({ seq, role, content }) =>
        seq > writtenAfter &&
        role === 'user' &&
        !taken.has(seq) &&
        JSON.stringify(content) === JSON.stringify(input.content),
    )
    if (stored !== undefined) taken.add(stored.seq)
    return stored === undefined
  })
}
