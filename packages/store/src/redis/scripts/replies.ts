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

/** The reply of a script: a tag and its values. */
export interface Reply {
  tag: string
  text(position: number): string
  number(position: number): number
  /** Everything from this position on. */
  texts(position: number): string[]
  /** Of its texts together. */
  bytes(): number
}

/** A later release wrote the conversation, in a layout that this release may not know. */
export class NewerLayoutError extends StoreUnavailableError {
  constructor() {
    super('not_applied', 'a later release wrote this conversation')
  }
}

/** Reply tags that are errors. */
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

/** The only place where a script's raw reply becomes a Reply, or an error of the store. */
export function decodeReply(script: string, raw: unknown): Reply {
  if (!Array.isArray(raw))
    throw new StoreInternalError(`script ${script} replied with ${typeof raw}`)
  const parts: unknown[] = raw
  const text = (position: number) => {
    const part = parts[position]
    if (typeof part === 'string') return part
    if (typeof part === 'number') return String(part)
    throw new StoreInternalError(`script ${script} replied with nothing at ${position}`)
  }
  const reply: Reply = {
    tag: text(0),
    text,
    number: (position) => Number(text(position)),
    bytes: () =>
      parts.reduce<number>(
        (sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : 0),
        0,
      ),
    texts: (position) => parts.slice(position).map((_, index) => text(position + index)),
  }
  const toError = SCRIPT_ERRORS[reply.tag]
  if (toError !== undefined) throw toError(reply)
  return reply
}
