// The public types of @threadkeep/shared. Written by `pnpm types:update`.

// index.d.ts

import { z } from "zod";

/** A string that comes back from Redis unchanged. */
declare const TextSchema: z.ZodString;
/** A short name given by another system: a tenant, a user, an external id, an idempotency key. */
declare function identifierSchema(maxLength: number): z.ZodString;
type JsonObject = Record<string, unknown>;
type JsonValue = JsonObject | unknown[] | string | number | boolean | null;
/** Any JSON object of at most `maxBytes`, at most MAX_JSON_DEPTH levels deep. */
declare function jsonObjectSchema(maxBytes: number): z.ZodCustom<JsonObject, JsonObject>;
/** Any JSON value of at most `maxBytes`, at most MAX_JSON_DEPTH levels deep. */
declare function jsonValueSchema(maxBytes: number): z.ZodCustom<JsonValue, JsonValue>;
/** Every number that is policy. Sizes ending in `Bytes` count bytes of UTF-8. */
interface Limits {
  /** Longest text of a message. */
  readonly textBytes: number;
  /** Largest card, or data submitted on a card, as JSON. */
  readonly cardBytes: number;
  /** Longest title, in characters (code points). */
  readonly titleCharacters: number;
  readonly metadataKeys: number;
  /** Largest metadata object, as JSON. */
  readonly metadataBytes: number;
  readonly messagesPerConversation: number;
  readonly conversationsPerUser: number;
}
declare const DEFAULT_LIMITS: Limits;
/** Bounds that no deployment needs to change. */
declare const MAX_PAGE_SIZE = 100;
declare const DEFAULT_PAGE_SIZE = 20;
declare const DEFAULT_MESSAGES_PAGE_SIZE = 50;
/**
 * Max bytes of a page of messages, as they are stored; a page of one message may be larger. A larger
 * page would delay all callers of Redis and of the connection, and take their memory.
 */
declare const MAX_MESSAGES_PAGE_BYTES: number;
declare const MAX_MESSAGES_PER_APPEND = 50;
/**
 * Max messages that one run stores. More than an append may have, because users cannot control how
 * much an agent says.
 */
declare const MAX_MESSAGES_PER_RUN = 500;
/** Longest tenant or user id, external id or agent-platform reference, in UTF-16 units. */
declare const MAX_IDENTIFIER_LENGTH = 1000;
declare const MAX_IDEMPOTENCY_KEY_LENGTH = 255;
declare const MAX_ACTION_ID_LENGTH = 256;
/** Longest name of the format of `json` content. */
declare const MAX_FORMAT_LENGTH = 100;
/** Largest metadata object of a message, as JSON. */
declare const MAX_MESSAGE_METADATA_BYTES: number;
/** A cursor holds a position, a filter and a digest: real ones are under 200 characters. */
declare const MAX_CURSOR_LENGTH = 512;
/** Deeper JSON overflows the stack of parsers and serialisers downstream. */
declare const MAX_JSON_DEPTH = 32;
declare const STATUSES: readonly ['active', 'completed', 'archived'];
declare const StatusSchema: z.ZodEnum<{
  active: "active";
  archived: "archived";
  completed: "completed";
}>;
type Status = (typeof STATUSES)[number];
/**
 * UUIDv7 in lower case, as the server makes them. Apple's clients write them in capitals, which the
 * pattern allows, because gateways and generated clients check requests by it.
 */
declare const ConversationIdSchema: z.ZodString;
/** Times are ISO 8601 UTC with milliseconds, always the store's clock. */
type Conversation = {
  id: string;
  tenantId: string;
  userId: string;
  status: Status;
  title: string | null;
  metadata: JsonObject; /** The conversation's id at the agent platform (Copilot Studio). */
  externalId: string | null; /** That platform SDK's own reference. */
  sdkConversationRef: string | null;
  messageCount: number; /** The beginning of the newest message, for lists. */
  lastMessagePreview: string | null; /** Goes up by one with every change. */
  revision: number;
  createdAt: string; /** Moves with every change. */
  updatedAt: string; /** Moves with every change, and with a read where it is a minute old. */
  lastAccessedAt: string;
  expiresAt: string;
};
declare function titleSchema(limits: Limits): z.ZodString;
declare function metadataSchema(limits: Limits): z.ZodCustom<JsonObject, JsonObject>;
declare const ExternalIdSchema: z.ZodString;
/**
 * Every way a call can fail, in one closed table. The store's error classes, the API's error map
 * and the clients' texts are made from these reasons. `message` is what a caller may read: no
 * response contains the text of a cause.
 */
declare const ERRORS: {
  readonly STORE_UNAVAILABLE: {
    readonly httpStatus: 503;
    readonly message: 'The conversation store is unavailable. Try again shortly.';
    readonly retryable: true;
  };
  readonly CONVERSATION_NOT_FOUND: {
    readonly httpStatus: 404;
    readonly message: 'There is no such conversation.';
    readonly retryable: false;
  };
  readonly MESSAGE_NOT_FOUND: {
    readonly httpStatus: 404;
    readonly message: 'There is no such message in this conversation.';
    readonly retryable: false;
  };
  readonly DATA_LOSS: {
    readonly httpStatus: 500;
    readonly message: 'Part of this conversation is missing from the store.';
    readonly retryable: false;
  };
  readonly CONVERSATION_NOT_ACTIVE: {
    readonly httpStatus: 412;
    readonly message: 'This conversation is not active. Reopen it to continue.';
    readonly retryable: false;
  };
  readonly CONVERSATION_FULL: {
    readonly httpStatus: 412;
    readonly message: 'This conversation holds as many messages as it can.';
    readonly retryable: false;
  };
  readonly TOO_MANY_CONVERSATIONS: {
    readonly httpStatus: 412;
    readonly message: 'You have as many conversations as you can. Delete some to start another.';
    readonly retryable: false;
  };
  readonly REVISION_CONFLICT: {
    readonly httpStatus: 409;
    readonly message: 'The conversation has changed since it was read.';
    readonly retryable: false;
  };
  readonly IDEMPOTENCY_KEY_REUSED: {
    readonly httpStatus: 409;
    readonly message: 'This idempotency key was used for another request.';
    readonly retryable: false;
  };
  readonly MESSAGES_REMOVED: {
    readonly httpStatus: 409;
    readonly message: 'The messages that this request stored were removed since.';
    readonly retryable: false;
  };
  readonly RUN_IN_PROGRESS: {
    readonly httpStatus: 409;
    readonly message: 'A reply is still being written in this conversation. Stop it, or wait for its end.';
    readonly retryable: false;
  };
  readonly AGENT_FAILED: {
    readonly httpStatus: 502;
    readonly message: 'The assistant could not reply.';
    readonly retryable: false;
  };
  readonly INVALID_CURSOR: {
    readonly httpStatus: 400;
    readonly message: 'The cursor does not belong to this list.';
    readonly retryable: false;
  };
  readonly INVALID_INPUT: {
    readonly httpStatus: 400;
    readonly message: 'The input is not valid.';
    readonly retryable: false;
  };
  readonly UNAUTHENTICATED: {
    readonly httpStatus: 401;
    readonly message: 'Sign in to continue.';
    readonly retryable: false;
  };
  readonly FORBIDDEN: {
    readonly httpStatus: 403;
    readonly message: 'This token may not do that.';
    readonly retryable: false;
  };
  readonly RATE_LIMITED: {
    readonly httpStatus: 429;
    readonly message: 'Too many requests. Try again shortly.';
    readonly retryable: true;
  };
  readonly PAYLOAD_TOO_LARGE: {
    readonly httpStatus: 413;
    readonly message: 'The request is too large.';
    readonly retryable: false;
  };
  readonly NOT_FOUND: {
    readonly httpStatus: 404;
    readonly message: 'There is nothing at this path.';
    readonly retryable: false;
  };
  readonly METHOD_NOT_ALLOWED: {
    readonly httpStatus: 405;
    readonly message: 'This path takes another HTTP method.';
    readonly retryable: false;
  };
  readonly UNSUPPORTED_MEDIA_TYPE: {
    readonly httpStatus: 415;
    readonly message: 'The body must be application/json in UTF-8, and not compressed.';
    readonly retryable: false;
  };
  readonly INTERNAL: {
    readonly httpStatus: 500;
    readonly message: 'Something went wrong on our side.';
    readonly retryable: false;
  };
};
type ErrorReason = keyof typeof ERRORS;
/** What is known of a change that failed with STORE_UNAVAILABLE. */
type Outcome = 'unknown' | 'not_applied';
/** What is away with STORE_UNAVAILABLE: the store itself, or the keys that tokens are verified with. */
type Unavailable = 'store' | 'token_keys';
/** One field of an input that was rejected, such as `content.text`, and why. */
type InputIssue = {
  path: string;
  message: string;
};
/** What a store reports about itself. It contains no host names, credentials or error texts. */
type StoreHealth = {
  status: 'healthy' | 'unhealthy'; /** Round trip of the last check in milliseconds; null without a response. */
  latencyMs: number | null; /** ISO 8601 UTC. */
  checkedAt: string; /** What the server reports about itself; null for memory, or while it does not respond. */
  server: {
    version: string;
    role: string;
    evictionPolicy: string;
  } | null; /** Settings that put conversations at risk, in words for an operator. */
  warnings: string[];
};
/** The body of `GET /health` and of the `health` procedure. */
type HealthReport = {
  status: 'healthy' | 'unhealthy';
  store: 'redis' | 'memory';
  redisStatus: 'healthy' | 'unhealthy' | 'not_configured';
  redisLatencyMs: number | null;
  redisVersion: string | null;
  redisRole: string | null; /** Whether there are keys to verify tokens with. Without them every call is a 503. */
  tokenKeysStatus: 'healthy' | 'unhealthy';
  warnings: string[];
  version: string;
  uptimeSeconds: number;
  checkedAt: string;
};
/** Max calls of one tRPC request. */
declare const MAX_CALLS_PER_BATCH = 10;
declare const MAX_BODY_BYTES: number;
interface JsonProblem {
  path: readonly string[];
  message: string;
}
/**
 * Finds what JSON.parse silently changes: a name given twice (the last one wins), and integers that
 * a double cannot hold. For valid JSON only. Keeps its own stack, so that depth costs memory only.
 */
declare function findJsonProblems(json: string): JsonProblem[];
/** Limits from loosely typed values (environment variables), each falling back to its default. */
declare const LimitsSchema: z.ZodObject<{
  textBytes: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  cardBytes: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  titleCharacters: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  metadataKeys: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  metadataBytes: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  messagesPerConversation: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  conversationsPerUser: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
}, z.core.$strict>;
declare const ROLES: readonly ['user', 'assistant', 'system', 'tool'];
declare const RoleSchema: z.ZodEnum<{
  assistant: "assistant";
  system: "system";
  tool: "tool";
  user: "user";
}>;
type Role = (typeof ROLES)[number];
type TextContent = {
  type: 'text';
  text: string;
};
/** An Adaptive Card: any JSON object, shown as it is. */
type CardContent = {
  type: 'card';
  card: JsonObject;
};
/** What a user submitted on a card. */
type CardActionContent = {
  type: 'cardAction';
  actionId: string;
  data: JsonObject;
};
/** A value of a format that the caller names, kept and returned unchanged. */
type JsonContent = {
  type: 'json'; /** `openai/agent-item@1`, say. */
  format: string;
  value: JsonValue; /** What previews and plain clients show. */
  text?: string;
};
/** What is left of a redacted message. Only a store makes it. */
type RedactedContent = {
  type: 'redacted';
};
/**
 * Ends the format of what adapters write of values that JSON does not hold: it says how arrays of any
 * length and cycles are built, which a reader might not survive. No user may send it.
 */
declare const DEVALUE_SUFFIX = "+devalue";
type NewContent = TextContent | CardContent | CardActionContent | JsonContent;
type Content = NewContent | RedactedContent;
type NewMessage = {
  role: Role;
  content: NewContent;
  metadata?: JsonObject | undefined;
};
type Message = {
  /** UUIDv7, made by the server. */id: string; /** 1, 2, 3 ... within the conversation, without gaps. */
  seq: number;
  role: Role;
  content: Content; /** As it was given when the message was appended; absent where none was. */
  metadata?: JsonObject; /** ISO 8601 UTC with milliseconds, the store's clock. */
  createdAt: string;
};
declare function contentSchemas(limits: Limits): {
  cardAction: z.ZodObject<{
    type: z.ZodLiteral<"cardAction">;
    actionId: z.ZodString;
    data: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>; /** What any role may write. */
  content: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"text">;
    text: z.ZodString;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"card">;
    card: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"cardAction">;
    actionId: z.ZodString;
    data: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"json">;
    format: z.ZodString;
    value: z.ZodCustom<JsonValue, JsonValue>;
    text: z.ZodExactOptional<z.ZodString>;
  }, z.core.$strict>], "type">; /** What a user may send. */
  userContent: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"text">;
    text: z.ZodString;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"cardAction">;
    actionId: z.ZodString;
    data: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"json">;
    value: z.ZodCustom<JsonValue, JsonValue>;
    format: z.ZodString;
    text: z.ZodExactOptional<z.ZodString>;
  }, z.core.$strict>], "type">;
};
/** A message on its way into a store. */
declare function newMessageSchema(limits: Limits): z.ZodObject<{
  role: z.ZodEnum<{
    assistant: "assistant";
    system: "system";
    tool: "tool";
    user: "user";
  }>;
  content: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"text">;
    text: z.ZodString;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"card">;
    card: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"cardAction">;
    actionId: z.ZodString;
    data: z.ZodCustom<JsonObject, JsonObject>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"json">;
    format: z.ZodString;
    value: z.ZodCustom<JsonValue, JsonValue>;
    text: z.ZodExactOptional<z.ZodString>;
  }, z.core.$strict>], "type">;
  metadata: z.ZodOptional<z.ZodCustom<JsonObject, JsonObject>>;
}, z.core.$strict>;
/** Whose conversations: one user of one tenant. Only ever taken from verified token claims. */
declare const OwnerSchema: z.ZodObject<{
  tenantId: z.ZodString;
  userId: z.ZodString;
}, z.core.$strict>;
type Owner = z.infer<typeof OwnerSchema>;
/** One page of a list; `nextCursor` is null on the last one. */
type Page<Item> = {
  items: Item[];
  nextCursor: string | null;
};
/** One page of messages in seq order; `hasMore`: more follow in the direction asked for. */
type MessagesPage<Item> = {
  items: Item[];
  hasMore: boolean;
};
declare const PageSizeSchema: z.ZodNumber;
declare const SeqSchema: z.ZodNumber;
declare const RevisionSchema: z.ZodNumber;
declare const CursorSchema: z.ZodString;
declare const IdempotencyKeySchema: z.ZodString;
declare const ConversationSchema: z.ZodObject<{
  id: z.ZodString;
  tenantId: z.ZodString;
  userId: z.ZodString;
  status: z.ZodEnum<{
    active: "active";
    archived: "archived";
    completed: "completed";
  }>;
  title: z.ZodNullable<z.ZodString>;
  metadata: z.ZodRecord<z.ZodString, z.ZodUnknown>;
  externalId: z.ZodNullable<z.ZodString>;
  sdkConversationRef: z.ZodNullable<z.ZodString>;
  messageCount: z.ZodInt;
  lastMessagePreview: z.ZodNullable<z.ZodString>;
  revision: z.ZodInt;
  createdAt: z.ZodISODateTime;
  updatedAt: z.ZodISODateTime;
  lastAccessedAt: z.ZodISODateTime;
  expiresAt: z.ZodISODateTime;
}, z.core.$strict>;
declare const ContentSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
  type: z.ZodLiteral<"text">;
  text: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"card">;
  card: z.ZodRecord<z.ZodString, z.ZodUnknown>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"cardAction">;
  actionId: z.ZodString;
  data: z.ZodRecord<z.ZodString, z.ZodUnknown>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"json">;
  format: z.ZodString;
  value: z.ZodUnion<readonly [z.ZodRecord<z.ZodString, z.ZodUnknown>, z.ZodArray<z.ZodUnknown>, z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>;
  text: z.ZodExactOptional<z.ZodString>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"redacted">;
}, z.core.$strict>], "type">;
declare const MessageSchema: z.ZodObject<{
  id: z.ZodString;
  seq: z.ZodInt;
  role: z.ZodEnum<{
    assistant: "assistant";
    system: "system";
    tool: "tool";
    user: "user";
  }>;
  content: z.ZodDiscriminatedUnion<[z.ZodObject<{
    type: z.ZodLiteral<"text">;
    text: z.ZodString;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"card">;
    card: z.ZodRecord<z.ZodString, z.ZodUnknown>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"cardAction">;
    actionId: z.ZodString;
    data: z.ZodRecord<z.ZodString, z.ZodUnknown>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"json">;
    format: z.ZodString;
    value: z.ZodUnion<readonly [z.ZodRecord<z.ZodString, z.ZodUnknown>, z.ZodArray<z.ZodUnknown>, z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>;
    text: z.ZodExactOptional<z.ZodString>;
  }, z.core.$strict>, z.ZodObject<{
    type: z.ZodLiteral<"redacted">;
  }, z.core.$strict>], "type">;
  metadata: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
  createdAt: z.ZodISODateTime;
}, z.core.$strict>;
declare const RunSchema: z.ZodObject<{
  id: z.ZodString;
  status: z.ZodEnum<{
    completed: "completed";
    failed: "failed";
    running: "running";
    stopped: "stopped";
  }>;
  attempt: z.ZodInt;
  startedAt: z.ZodISODateTime;
  endedAt: z.ZodNullable<z.ZodISODateTime>;
  reason: z.ZodExactOptional<z.ZodEnum<{
    AGENT_FAILED: "AGENT_FAILED";
    INTERRUPTED: "INTERRUPTED";
  }>>;
}, z.core.$strict>;
declare const ConversationsPageSchema: z.ZodObject<{
  items: z.ZodArray<z.ZodObject<{
    id: z.ZodString;
    tenantId: z.ZodString;
    userId: z.ZodString;
    status: z.ZodEnum<{
      active: "active";
      archived: "archived";
      completed: "completed";
    }>;
    title: z.ZodNullable<z.ZodString>;
    metadata: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    externalId: z.ZodNullable<z.ZodString>;
    sdkConversationRef: z.ZodNullable<z.ZodString>;
    messageCount: z.ZodInt;
    lastMessagePreview: z.ZodNullable<z.ZodString>;
    revision: z.ZodInt;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    lastAccessedAt: z.ZodISODateTime;
    expiresAt: z.ZodISODateTime;
  }, z.core.$strict>>;
  nextCursor: z.ZodNullable<z.ZodString>;
}, z.core.$strict>;
declare const MessagesPageSchema: z.ZodObject<{
  items: z.ZodArray<z.ZodObject<{
    id: z.ZodString;
    seq: z.ZodInt;
    role: z.ZodEnum<{
      assistant: "assistant";
      system: "system";
      tool: "tool";
      user: "user";
    }>;
    content: z.ZodDiscriminatedUnion<[z.ZodObject<{
      type: z.ZodLiteral<"text">;
      text: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"card">;
      card: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"cardAction">;
      actionId: z.ZodString;
      data: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"json">;
      format: z.ZodString;
      value: z.ZodUnion<readonly [z.ZodRecord<z.ZodString, z.ZodUnknown>, z.ZodArray<z.ZodUnknown>, z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>;
      text: z.ZodExactOptional<z.ZodString>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"redacted">;
    }, z.core.$strict>], "type">;
    metadata: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    createdAt: z.ZodISODateTime;
  }, z.core.$strict>>;
  hasMore: z.ZodBoolean;
}, z.core.$strict>;
declare const ConversationEventSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
  type: z.ZodLiteral<"message">;
  message: z.ZodObject<{
    id: z.ZodString;
    seq: z.ZodInt;
    role: z.ZodEnum<{
      assistant: "assistant";
      system: "system";
      tool: "tool";
      user: "user";
    }>;
    content: z.ZodDiscriminatedUnion<[z.ZodObject<{
      type: z.ZodLiteral<"text">;
      text: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"card">;
      card: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"cardAction">;
      actionId: z.ZodString;
      data: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"json">;
      format: z.ZodString;
      value: z.ZodUnion<readonly [z.ZodRecord<z.ZodString, z.ZodUnknown>, z.ZodArray<z.ZodUnknown>, z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>;
      text: z.ZodExactOptional<z.ZodString>;
    }, z.core.$strict>, z.ZodObject<{
      type: z.ZodLiteral<"redacted">;
    }, z.core.$strict>], "type">;
    metadata: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    createdAt: z.ZodISODateTime;
  }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"conversation">;
  conversation: z.ZodObject<{
    id: z.ZodString;
    tenantId: z.ZodString;
    userId: z.ZodString;
    status: z.ZodEnum<{
      active: "active";
      archived: "archived";
      completed: "completed";
    }>;
    title: z.ZodNullable<z.ZodString>;
    metadata: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    externalId: z.ZodNullable<z.ZodString>;
    sdkConversationRef: z.ZodNullable<z.ZodString>;
    messageCount: z.ZodInt;
    lastMessagePreview: z.ZodNullable<z.ZodString>;
    revision: z.ZodInt;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    lastAccessedAt: z.ZodISODateTime;
    expiresAt: z.ZodISODateTime;
  }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"removed">;
  afterSeq: z.ZodInt;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"run">;
  run: z.ZodObject<{
    id: z.ZodString;
    status: z.ZodEnum<{
      completed: "completed";
      failed: "failed";
      running: "running";
      stopped: "stopped";
    }>;
    attempt: z.ZodInt;
    startedAt: z.ZodISODateTime;
    endedAt: z.ZodNullable<z.ZodISODateTime>;
    reason: z.ZodExactOptional<z.ZodEnum<{
      AGENT_FAILED: "AGENT_FAILED";
      INTERRUPTED: "INTERRUPTED";
    }>>;
  }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"delta">;
  runId: z.ZodString;
  attempt: z.ZodInt;
  offset: z.ZodInt;
  text: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"status">;
  runId: z.ZodString;
  text: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"restarted">;
  runId: z.ZodString;
  attempt: z.ZodInt;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"reset">;
}, z.core.$strict>], "type">;
declare const OwnerChangeSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
  type: z.ZodLiteral<"changed">;
  conversation: z.ZodObject<{
    id: z.ZodString;
    tenantId: z.ZodString;
    userId: z.ZodString;
    status: z.ZodEnum<{
      active: "active";
      archived: "archived";
      completed: "completed";
    }>;
    title: z.ZodNullable<z.ZodString>;
    metadata: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    externalId: z.ZodNullable<z.ZodString>;
    sdkConversationRef: z.ZodNullable<z.ZodString>;
    messageCount: z.ZodInt;
    lastMessagePreview: z.ZodNullable<z.ZodString>;
    revision: z.ZodInt;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    lastAccessedAt: z.ZodISODateTime;
    expiresAt: z.ZodISODateTime;
  }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"deleted">;
  conversationId: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
  type: z.ZodLiteral<"reset">;
}, z.core.$strict>], "type">;
declare const RUN_STATUSES: readonly ['running', 'completed', 'stopped', 'failed'];
type RunStatus = (typeof RUN_STATUSES)[number];
/** Why a run failed: its agent did, or its server died and its agent cannot be asked again. */
declare const RUN_FAILURES: readonly ['AGENT_FAILED', 'INTERRUPTED'];
type RunFailure = (typeof RUN_FAILURES)[number];
/** The work of an agent on one message of a user. */
type Run = {
  /** The id of the user's message. */id: string;
  status: RunStatus; /** 1 at first; one more each time that the agent is asked again. */
  attempt: number; /** ISO 8601 UTC with milliseconds, the store's clock. */
  startedAt: string;
  endedAt: string | null;
  reason?: RunFailure;
};
/** An event of one conversation. */
type ConversationEvent = {
  type: 'message';
  message: Message;
} | {
  type: 'conversation';
  conversation: Conversation;
} /** Every message behind this seq is gone. */ | {
  type: 'removed';
  afterSeq: number;
} | {
  type: 'run';
  run: Run;
} /** `offset`: in UTF-16 units, within all that was said in this attempt. */ | {
  type: 'delta';
  runId: string;
  attempt: number;
  offset: number;
  text: string;
} /** "Searching...": shown, never stored. */ | {
  type: 'status';
  runId: string;
  text: string;
} /** What was said in this run so far is void. */ | {
  type: 'restarted';
  runId: string;
  attempt: number;
} /** Something may have been missed: read again. */ | {
  type: 'reset';
};
/** An event of an owner's list of conversations. */
type OwnerChange = {
  type: 'changed';
  conversation: Conversation;
} | {
  type: 'deleted';
  conversationId: string;
} | {
  type: 'reset';
};
/** An event with the id by which a watch is resumed behind it. */
type Tracked<Event> = {
  id: string;
  event: Event;
};
/** Longest id of an event, in characters. */
declare const MAX_EVENT_ID_LENGTH = 200;
declare function utf8Bytes(text: string): number;
/** Whether nothing of it is visible: white space, and what Unicode ignores (U+200B, U+3164). */
declare function isBlank(text: string): boolean;
/** What holds for a text, and the words for one for which it does not. */
interface TextRule {
  readonly holds: (text: string) => boolean;
  readonly message: string;
}
/** Of the text of a message that a user sends. */
declare function userTextRules({
  textBytes
}: Pick<Limits, 'textBytes'>): readonly TextRule[];
declare function titleRules({
  titleCharacters
}: Pick<Limits, 'titleCharacters'>): TextRule[];
/** The words for the first rule that does not hold; undefined if all do. */
declare function brokenRule(text: string, rules: readonly TextRule[]): string | undefined;
export { CardActionContent, CardContent, Content, ContentSchema, Conversation, ConversationEvent, ConversationEventSchema, ConversationIdSchema, ConversationSchema, ConversationsPageSchema, CursorSchema, DEFAULT_LIMITS, DEFAULT_MESSAGES_PAGE_SIZE, DEFAULT_PAGE_SIZE, DEVALUE_SUFFIX, ERRORS, ErrorReason, ExternalIdSchema, HealthReport, IdempotencyKeySchema, InputIssue, JsonContent, JsonObject, type JsonProblem, JsonValue, Limits, LimitsSchema, MAX_ACTION_ID_LENGTH, MAX_BODY_BYTES, MAX_CALLS_PER_BATCH, MAX_CURSOR_LENGTH, MAX_EVENT_ID_LENGTH, MAX_FORMAT_LENGTH, MAX_IDEMPOTENCY_KEY_LENGTH, MAX_IDENTIFIER_LENGTH, MAX_JSON_DEPTH, MAX_MESSAGES_PAGE_BYTES, MAX_MESSAGES_PER_APPEND, MAX_MESSAGES_PER_RUN, MAX_MESSAGE_METADATA_BYTES, MAX_PAGE_SIZE, Message, MessageSchema, MessagesPage, MessagesPageSchema, NewContent, NewMessage, Outcome, Owner, OwnerChange, OwnerChangeSchema, OwnerSchema, Page, PageSizeSchema, ROLES, RUN_FAILURES, RUN_STATUSES, RedactedContent, RevisionSchema, Role, RoleSchema, Run, RunFailure, RunSchema, RunStatus, STATUSES, SeqSchema, Status, StatusSchema, StoreHealth, TextContent, type TextRule, TextSchema, Tracked, Unavailable, brokenRule, contentSchemas, findJsonProblems, identifierSchema, isBlank, jsonObjectSchema, jsonValueSchema, metadataSchema, newMessageSchema, titleRules, titleSchema, userTextRules, utf8Bytes };
