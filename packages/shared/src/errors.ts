/**
 * Every way a call can fail, in one closed table. The store's error classes, the API's error map
 * and the clients' texts are made from these reasons. `message` is what a caller may read: no
 * response contains the text of a cause.
 */
export const ERRORS = {
  STORE_UNAVAILABLE: {
    httpStatus: 503,
    message: 'The conversation store is unavailable. Try again shortly.',
    retryable: true,
  },
  CONVERSATION_NOT_FOUND: {
    httpStatus: 404,
    message: 'There is no such conversation.',
    retryable: false,
  },
  MESSAGE_NOT_FOUND: {
    httpStatus: 404,
    message: 'There is no such message in this conversation.',
    retryable: false,
  },
  DATA_LOSS: {
    httpStatus: 500,
    message: 'Part of this conversation is missing from the store.',
    retryable: false,
  },
  CONVERSATION_NOT_ACTIVE: {
    httpStatus: 412,
    message: 'This conversation is not active. Reopen it to continue.',
    retryable: false,
  },
  CONVERSATION_FULL: {
    httpStatus: 412,
    message: 'This conversation holds as many messages as it can.',
    retryable: false,
  },
  TOO_MANY_CONVERSATIONS: {
    httpStatus: 412,
    message: 'You have as many conversations as you can. Delete some to start another.',
    retryable: false,
  },
  REVISION_CONFLICT: {
    httpStatus: 409,
    message: 'The conversation has changed since it was read.',
    retryable: false,
  },
  IDEMPOTENCY_KEY_REUSED: {
    httpStatus: 409,
    message: 'This idempotency key was used for another request.',
    retryable: false,
  },
  MESSAGES_REMOVED: {
    httpStatus: 409,
    message: 'The messages that this request stored were removed since.',
    retryable: false,
  },
  RUN_IN_PROGRESS: {
    httpStatus: 409,
    message: 'A reply is still being written in this conversation. Stop it, or wait for its end.',
    retryable: false,
  },
  AGENT_FAILED: {
    httpStatus: 502,
    message: 'The assistant could not reply.',
    retryable: false,
  },
  INVALID_CURSOR: {
    httpStatus: 400,
    message: 'The cursor does not belong to this list.',
    retryable: false,
  },
  INVALID_INPUT: { httpStatus: 400, message: 'The input is not valid.', retryable: false },
  UNAUTHENTICATED: { httpStatus: 401, message: 'Sign in to continue.', retryable: false },
  FORBIDDEN: { httpStatus: 403, message: 'This token may not do that.', retryable: false },
  RATE_LIMITED: {
    httpStatus: 429,
    message: 'Too many requests. Try again shortly.',
    retryable: true,
  },
  PAYLOAD_TOO_LARGE: {
    httpStatus: 413,
    message: 'The request is too large.',
    retryable: false,
  },
  NOT_FOUND: { httpStatus: 404, message: 'There is nothing at this path.', retryable: false },
  METHOD_NOT_ALLOWED: {
    httpStatus: 405,
    message: 'This path takes another HTTP method.',
    retryable: false,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    httpStatus: 415,
    message: 'The body must be application/json in UTF-8, and not compressed.',
    retryable: false,
  },
  INTERNAL: { httpStatus: 500, message: 'Something went wrong on our side.', retryable: false },
} as const satisfies Record<string, ErrorEntry>

interface ErrorEntry {
  readonly httpStatus: number
  readonly message: string
  /** The same call, with the same idempotency key, may succeed a little later. */
  readonly retryable: boolean
}

export type ErrorReason = keyof typeof ERRORS

/** What is known of a change that failed with STORE_UNAVAILABLE. */
export type Outcome = 'unknown' | 'not_applied'

/** What is away with STORE_UNAVAILABLE: the store itself, or the keys that tokens are verified with. */
export type Unavailable = 'store' | 'token_keys'

/** One field of an input that was rejected, such as `content.text`, and why. */
export type InputIssue = { path: string; message: string }
