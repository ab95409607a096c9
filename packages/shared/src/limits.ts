/** Every number that is policy. Sizes ending in `Bytes` count bytes of UTF-8. */
export interface Limits {
  /** Longest text of a message. */
  readonly textBytes: number
  /** Largest card, or data submitted on a card, as JSON. */
  readonly cardBytes: number
  /** Longest title, in characters (code points). */
  readonly titleCharacters: number
  readonly metadataKeys: number
  /** Largest metadata object, as JSON. */
  readonly metadataBytes: number
  readonly messagesPerConversation: number
  readonly conversationsPerUser: number
}

export const DEFAULT_LIMITS: Limits = {
  textBytes: 32 * 1024,
  cardBytes: 64 * 1024,
  titleCharacters: 200,
  metadataKeys: 16,
  metadataBytes: 4 * 1024,
  messagesPerConversation: 10_000,
  conversationsPerUser: 10_000,
}

/** Bounds that no deployment needs to change. */
export const MAX_PAGE_SIZE = 100
export const DEFAULT_PAGE_SIZE = 20
export const DEFAULT_MESSAGES_PAGE_SIZE = 50
/**
 * Max bytes of a page of messages, as they are stored; a page of one message may be larger. A larger
 * page would delay all callers of Redis and of the connection, and take their memory.
 */
export const MAX_MESSAGES_PAGE_BYTES = 512 * 1024
export const MAX_MESSAGES_PER_APPEND = 50
/**
 * Max messages that one run stores. More than an append may have, because users cannot control how
 * much an agent says.
 */
export const MAX_MESSAGES_PER_RUN = 500
/** Longest tenant or user id, external id or agent-platform reference, in UTF-16 units. */
export const MAX_IDENTIFIER_LENGTH = 1000
export const MAX_IDEMPOTENCY_KEY_LENGTH = 255
export const MAX_ACTION_ID_LENGTH = 256
/** Longest name of the format of `json` content. */
export const MAX_FORMAT_LENGTH = 100
/** Largest metadata object of a message, as JSON. */
export const MAX_MESSAGE_METADATA_BYTES = 4 * 1024
/** A cursor holds a position, a filter and a digest: real ones are under 200 characters. */
export const MAX_CURSOR_LENGTH = 512
/** Deeper JSON overflows the stack of parsers and serialisers downstream. */
export const MAX_JSON_DEPTH = 32
