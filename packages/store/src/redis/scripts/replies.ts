import { StatusSchema } from '@threadkeep/shared'
import {
  ConversationFullError,
  ConversationNotActiveError,
  ConversationNotFoundError,
  DataLossError,
  IdempotencyKeyReusedError,
  MessageNotFoundError,
  MessagesRemovedError,
  RevisionConflictError,
  RunInProgressError,
  StoreInternalError,
  StoreUnavailableError,
  TooManyConversationsError,
} from '../../errors.ts'

/** What a script said: a word, and what comes with it. */
export interface Reply {
  tag: string
  text(position: number): string
  number(position: number): number
  /** Everything from this position on. */
  texts(position: number): string[]
}

/** A later release wrote it: the stored layout may be one that this release does not know. */
export class NewerLayoutError extends StoreUnavailableError {
  constructor() {
    super('not_applied', 'a later release wrote this conversation')
  }
}

/** Words by which scripts refuse, and the error that each one is. */
export const SCRIPT_ERRORS: Record<string, (reply: Reply) => Error> = {
  not_found: () => new ConversationNotFoundError(),
  data_loss: () => new DataLossError(),
  newer_layout: () => new NewerLayoutError(),
  key_reused: () => new IdempotencyKeyReusedError(),
  revision_conflict: (reply) => new RevisionConflictError(reply.number(1)),
  not_active: (reply) => new ConversationNotActiveError(StatusSchema.parse(reply.text(1))),
  messages_removed: () => new MessagesRemovedError(),
  no_message: () => new MessageNotFoundError(),
  run_in_progress: () => new RunInProgressError(),
  full: () => new ConversationFullError(),
  too_many: () => new TooManyConversationsError(),
}

/** The one place where a script's raw answer becomes a reply, or an error of the store. */
export function decodeReply(script: string, raw: unknown): Reply {
  if (!Array.isArray(raw)) throw new StoreInternalError(`script ${script} answered ${typeof raw}`)
  const parts: unknown[] = raw
  const text = (position: number) => {
    const part = parts[position]
    if (typeof part === 'string') return part
    if (typeof part === 'number') return String(part)
    throw new StoreInternalError(`script ${script} answered nothing at ${position}`)
  }
  const reply: Reply = {
    tag: text(0),
    text,
    number: (position) => Number(text(position)),
    texts: (position) => parts.slice(position).map((_, index) => text(position + index)),
  }
  const refusal = SCRIPT_ERRORS[reply.tag]
  if (refusal !== undefined) throw refusal(reply)
  return reply
}
