import {
  ERRORS,
  type ErrorReason,
  type InputIssue,
  type Outcome,
  type Status,
} from '@threadkeep/shared'

/** The base class of every error that a store throws. Distinguish them by `reason` or by class. */
export abstract class StoreError extends Error {
  abstract readonly reason: ErrorReason

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** By name, not instanceof, because two copies of this package may be loaded side by side. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && 'reason' in error && Object.hasOwn(ERRORS, String(error.reason))
}

/** The store is unavailable. Repeating the call with the same idempotency key is safe. */
export class StoreUnavailableError extends StoreError {
  readonly reason = 'STORE_UNAVAILABLE'
  /** `not_applied`: nothing was changed. `unknown`: the call was sent and no reply came. */
  readonly outcome: Outcome
  /**
   * The reason, for the log. Never the Redis client's own error, which holds the command that
   * failed.
   */
  readonly detail: string

  constructor(outcome: Outcome, detail: string) {
    // No stack: an outage creates thousands of these, a stack is a tenth of their cost, and the
    // detail says more.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(ERRORS.STORE_UNAVAILABLE.message)
    Error.stackTraceLimit = stackTraceLimit
    this.outcome = outcome
    this.detail = detail
  }
}

/**
 * A bug, or a misconfigured server: repeating the call will not help. `detail` is for the log; it
 * holds no password and nothing that a caller wrote.
 */
export class StoreInternalError extends StoreError {
  readonly reason = 'INTERNAL'
  readonly detail: string

  constructor(detail: string) {
    super(ERRORS.INTERNAL.message)
    this.detail = detail
  }
}

export class ConversationNotFoundError extends StoreError {
  readonly reason = 'CONVERSATION_NOT_FOUND'
  constructor() {
    super(ERRORS.CONVERSATION_NOT_FOUND.message)
  }
}

/** Part of a conversation is damaged, or was removed by eviction or by hand. */
export class DataLossError extends StoreError {
  readonly reason = 'DATA_LOSS'
  constructor() {
    super(ERRORS.DATA_LOSS.message)
  }
}

export class ConversationNotActiveError extends StoreError {
  readonly reason = 'CONVERSATION_NOT_ACTIVE'
  readonly status: Status

  constructor(status: Status) {
    super(ERRORS.CONVERSATION_NOT_ACTIVE.message)
    this.status = status
  }
}

export class ConversationFullError extends StoreError {
  readonly reason = 'CONVERSATION_FULL'
  constructor() {
    super(ERRORS.CONVERSATION_FULL.message)
  }
}

export class TooManyConversationsError extends StoreError {
  readonly reason = 'TOO_MANY_CONVERSATIONS'
  constructor() {
    super(ERRORS.TOO_MANY_CONVERSATIONS.message)
  }
}

export class RevisionConflictError extends StoreError {
  readonly reason = 'REVISION_CONFLICT'
  readonly currentRevision: number

  constructor(currentRevision: number) {
    super(ERRORS.REVISION_CONFLICT.message)
    this.currentRevision = currentRevision
  }
}

export class IdempotencyKeyReusedError extends StoreError {
  readonly reason = 'IDEMPOTENCY_KEY_REUSED'
  constructor() {
    super(ERRORS.IDEMPOTENCY_KEY_REUSED.message)
  }
}

/** A repeat of a call whose messages were removed by a truncation since. */
export class MessagesRemovedError extends StoreError {
  readonly reason = 'MESSAGES_REMOVED'
  constructor() {
    super(ERRORS.MESSAGES_REMOVED.message)
  }
}

/** The conversation has no such message, or none of the user's where one is needed. */
export class MessageNotFoundError extends StoreError {
  readonly reason = 'MESSAGE_NOT_FOUND'
  constructor() {
    super(ERRORS.MESSAGE_NOT_FOUND.message)
  }
}

/** Another run of the conversation has not ended yet. */
export class RunInProgressError extends StoreError {
  readonly reason = 'RUN_IN_PROGRESS'
  constructor() {
    super(ERRORS.RUN_IN_PROGRESS.message)
  }
}

export class InvalidCursorError extends StoreError {
  readonly reason = 'INVALID_CURSOR'
  constructor() {
    super(ERRORS.INVALID_CURSOR.message)
  }
}

export class InvalidInputError extends StoreError {
  readonly reason = 'INVALID_INPUT'
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly InputIssue[]) {
    super(ERRORS.INVALID_INPUT.message)
    this.issues = issues
  }
}
