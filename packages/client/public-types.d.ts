// The public types of @threadkeep/client. Written by `pnpm types:update`.

// index.d.ts

import * as _$_trpc_server0 from "@trpc/server";
import { inferRouterOutputs } from "@trpc/server";
import * as _$_trpc_server_unstable_core_do_not_import0 from "@trpc/server/unstable-core-do-not-import";
import { Operation, TRPCClient, TRPCClientError, TRPCLink } from "@trpc/client";

type JsonObject = Record<string, unknown>;
type JsonValue = JsonObject | unknown[] | string | number | boolean | null;
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
declare const STATUSES: readonly ['active', 'completed', 'archived'];
type Status = (typeof STATUSES)[number];
/** Times are ISO 8601 UTC with milliseconds, always the store's clock. */
type Conversation$1 = {
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
type ErrorReason$1 = keyof typeof ERRORS;
/** What is known of a change that failed with STORE_UNAVAILABLE. */
type Outcome = 'unknown' | 'not_applied';
/** What is away with STORE_UNAVAILABLE: the store itself, or the keys that tokens are verified with. */
type Unavailable = 'store' | 'token_keys';
/** One field of an input that was rejected, such as `content.text`, and why. */
type InputIssue = {
  path: string;
  message: string;
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
declare const ROLES: readonly ['user', 'assistant', 'system', 'tool'];
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
type NewContent = TextContent | CardContent | CardActionContent | JsonContent;
type Content = NewContent | RedactedContent;
type Message$1 = {
  /** UUIDv7, made by the server. */id: string; /** 1, 2, 3 ... within the conversation, without gaps. */
  seq: number;
  role: Role;
  content: Content; /** As it was given when the message was appended; absent where none was. */
  metadata?: JsonObject; /** ISO 8601 UTC with milliseconds, the store's clock. */
  createdAt: string;
};
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
declare const RUN_STATUSES: readonly ['running', 'completed', 'stopped', 'failed'];
type RunStatus = (typeof RUN_STATUSES)[number];
/** Why a run failed: its agent did, or its server died and its agent cannot be asked again. */
declare const RUN_FAILURES: readonly ['AGENT_FAILED', 'INTERRUPTED'];
type RunFailure = (typeof RUN_FAILURES)[number];
/** The work of an agent on one message of a user. */
type Run$1 = {
  /** The id of the user's message. */id: string;
  status: RunStatus; /** 1 at first; one more each time that the agent is asked again. */
  attempt: number; /** ISO 8601 UTC with milliseconds, the store's clock. */
  startedAt: string;
  endedAt: string | null;
  reason?: RunFailure;
};
/** An event of one conversation. */
type ConversationEvent$1 = {
  type: 'message';
  message: Message$1;
} | {
  type: 'conversation';
  conversation: Conversation$1;
} /** Every message behind this seq is gone. */ | {
  type: 'removed';
  afterSeq: number;
} | {
  type: 'run';
  run: Run$1;
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
  conversation: Conversation$1;
} | {
  type: 'deleted';
  conversationId: string;
} | {
  type: 'reset';
};
type SendResult = {
  conversation: Conversation$1;
  message: Message$1; /** The agent's messages. Empty while its run is running, and if it said nothing. */
  replies: Message$1[]; /** The run that works on the message; null without an agent. */
  run: Run$1 | null; /** True when an earlier call with this key stored the message. */
  replayed: boolean;
};
interface AppendResult {
  conversation: Conversation$1;
  /** The messages as stored. */
  messages: Message$1[];
  replayed: boolean;
}
interface EraseResult {
  conversations: number;
  messages: number;
}
/** Why one of many is not changed, while the others are. */
declare const CHANGE_FAILURES: readonly ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'];
/** What became of each conversation, in the order in which they were named. */
type ChangedMany = {
  results: ChangedOne[];
};
type ChangedOne = {
  conversationId: string; /** As it is now. Null where it was deleted, or not changed. */
  conversation: Conversation$1 | null; /** Why it was not changed. Null where it was. */
  reason: (typeof CHANGE_FAILURES)[number] | null;
};
declare function createAppRouter(limits: Limits): _$_trpc_server0.TRPCBuiltRouter<{
  ctx: object;
  meta: object;
  errorShape: {
    message: string;
    code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
    data: {
      reason: ErrorReason$1;
      issues?: readonly InputIssue[];
      outcome?: Outcome;
      unavailable?: Unavailable;
      currentRevision?: number;
      retryable?: boolean;
      code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
      httpStatus: number;
      path: string | undefined;
      requestId: string | null;
    };
  };
  transformer: false;
}, _$_trpc_server0.TRPCDecorateCreateRouterOptions<{
  conversation: _$_trpc_server0.TRPCBuiltRouter<{
    ctx: object;
    meta: object;
    errorShape: {
      message: string;
      code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
      data: {
        reason: ErrorReason$1;
        issues?: readonly InputIssue[];
        outcome?: Outcome;
        unavailable?: Unavailable;
        currentRevision?: number;
        retryable?: boolean;
        code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
        httpStatus: number;
        path: string | undefined;
        requestId: string | null;
      };
    };
    transformer: false;
  }, _$_trpc_server0.TRPCDecorateCreateRouterOptions<{
    start: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        title?: string | undefined;
        metadata?: JsonObject | undefined;
        idempotencyKey?: string | undefined;
      };
      output: Conversation$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    send: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        content: {
          type: "text";
          text: string;
        } | {
          type: "cardAction";
          actionId: string;
          data: JsonObject;
        } | {
          type: "json";
          value: JsonValue;
          format: string;
          text?: string;
        };
        idempotencyKey?: string | undefined;
        expectedRevision?: number | undefined;
        wait?: boolean | undefined;
      };
      output: SendResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    regenerate: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        idempotencyKey?: string | undefined;
        expectedRevision?: number | undefined;
        wait?: boolean | undefined;
      };
      output: SendResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    edit: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        seq: number;
        content: {
          type: "text";
          text: string;
        } | {
          type: "cardAction";
          actionId: string;
          data: JsonObject;
        } | {
          type: "json";
          value: JsonValue;
          format: string;
          text?: string;
        };
        idempotencyKey?: string | undefined;
        expectedRevision?: number | undefined;
        wait?: boolean | undefined;
      };
      output: SendResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    append: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        messages: {
          content: {
            type: "text";
            text: string;
          } | {
            type: "card";
            card: JsonObject;
          } | {
            type: "cardAction";
            actionId: string;
            data: JsonObject;
          } | {
            type: "json";
            format: string;
            value: JsonValue;
            text?: string;
          };
          metadata?: JsonObject | undefined;
          role: "assistant" | "system" | "tool";
        }[];
        idempotencyKey?: string | undefined;
        expectedRevision?: number | undefined;
      };
      output: AppendResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    redact: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        seq: number;
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: Message$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    get: _$_trpc_server0.TRPCQueryProcedure<{
      input: {
        conversationId: string;
      };
      output: Conversation$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    messages: _$_trpc_server0.TRPCQueryProcedure<{
      input: {
        conversationId: string;
        limit?: number | undefined;
        afterSeq?: number | undefined;
        beforeSeq?: number | undefined;
      };
      output: MessagesPage<Message$1>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    list: _$_trpc_server0.TRPCQueryProcedure<{
      input: {
        status?: "active" | "archived" | "completed" | undefined;
        limit?: number | undefined;
        cursor?: string | null | undefined;
        direction?: "forward" | undefined;
      } | undefined;
      output: Page<Conversation$1>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    stop: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
      };
      output: {
        stopped: boolean;
      };
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    watch: _$_trpc_server0.TRPCSubscriptionProcedure<{
      input: {
        conversationId: string;
        lastEventId?: string | undefined;
      };
      output: AsyncIterable<_$_trpc_server_unstable_core_do_not_import0.TrackedData<ConversationEvent$1>, any, any>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    watchList: _$_trpc_server0.TRPCSubscriptionProcedure<{
      input: {
        lastEventId?: string | undefined;
      } | undefined;
      output: AsyncIterable<_$_trpc_server_unstable_core_do_not_import0.TrackedData<OwnerChange>, any, any>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    setStatus: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        status: "active" | "archived" | "completed";
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: Conversation$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    rename: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        title: string;
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: Conversation$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    setMetadata: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        metadata: JsonObject;
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: Conversation$1;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    delete: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationId: string;
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: {
        deleted: true;
      };
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    setStatusMany: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationIds: string[];
        status: "active" | "archived" | "completed";
        idempotencyKey?: string | undefined;
      };
      output: ChangedMany;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    deleteMany: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        conversationIds: string[];
        idempotencyKey?: string | undefined;
      };
      output: ChangedMany;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
    eraseAll: _$_trpc_server0.TRPCMutationProcedure<{
      input: {
        confirm: true;
      };
      output: EraseResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: ErrorReason$1;
          issues?: readonly InputIssue[];
          outcome?: Outcome;
          unavailable?: Unavailable;
          currentRevision?: number;
          retryable?: boolean;
          code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
          httpStatus: number;
          path: string | undefined;
          requestId: string | null;
        };
      };
    }>;
  }>>;
  health: _$_trpc_server0.TRPCQueryProcedure<{
    input: void;
    output: HealthReport;
    meta: object;
    errorShape: {
      message: string;
      code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
      data: {
        reason: ErrorReason$1;
        issues?: readonly InputIssue[];
        outcome?: Outcome;
        unavailable?: Unavailable;
        currentRevision?: number;
        retryable?: boolean;
        code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
        httpStatus: number;
        path: string | undefined;
        requestId: string | null;
      };
    };
  }>;
}>>;
type AppRouter = ReturnType<typeof createAppRouter>;
type RouterOutputs = inferRouterOutputs<AppRouter>;
type Failure = TRPCClientError<AppRouter>;
type ErrorReason = NonNullable<Failure['data']>['reason'];
/** Why a call failed: one of the API's reasons, or no response of the API at all. */
type FailureReason = ErrorReason | 'UNREACHABLE';
/** Undefined for errors of the caller: an abort, or a token that could not be obtained. */
declare function failureReason(error: unknown): FailureReason | undefined;
/** How long the failed response asks to wait before the next attempt. */
declare function retryAfterMs(error: unknown): number | undefined;
type Call = Pick<Operation, 'path' | 'type' | 'input'>;
interface RetryOptions {
  /** Max attempts of a call, the first included. 1 switches retries off. */
  attempts: number;
  /** The time in which all of them must end. */
  totalMs: number;
  /** The time after which an attempt without a response counts as failed. */
  attemptMs: number;
  /** Max retries of all calls together in a minute. */
  perMinute: number;
  /**
   * Where Retry-After says nothing, the wait before the second attempt is a random part of this,
   * and of twice as much before each next one.
   */
  baseDelayMs: number;
  /** Can forbid a retry that the client would make by its own rules, but cannot add one. */
  shouldRetry(call: Call, error: Failure): boolean;
}
interface FailedAttempt {
  call: Call;
  error: Failure;
  /** 1 for the first. */
  attempt: number;
  willRetry: boolean;
}
type ThreadkeepClient = TRPCClient<AppRouter>;
type RequestHeaders = Record<string, string>;
interface ThreadkeepClientOptions {
  /** Where the API serves tRPC: `https://chat.example.com/trpc`, or `/trpc` in a page. */
  url: string;
  /** A function is called for every request, so that it can return a fresh token. */
  token: string | (() => string | Promise<string>);
  /**
   * Called after a 401, once for all calls that got it. True where the next token will be another:
   * then each call is retried, once.
   */
  renewToken?: () => boolean | Promise<boolean>;
  /** Sent with every request. `authorization` is the token's. */
  headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** In place of the global fetch. */
  fetch?: typeof fetch;
  /** In front of the client's own links: they see each call once, whatever is retried. */
  links?: TRPCLink<AppRouter>[];
  retry?: Partial<RetryOptions>;
  /** Called with every failed attempt, also with those that will be retried. */
  onFailure?: (failed: FailedAttempt) => void;
}
/**
 * The typed client. Calls made together go in one request. A call is retried where that can succeed
 * and does no harm. A change has an idempotency key, so it is applied once, however often it is
 * retried.
 */
declare function createThreadkeepClient(options: ThreadkeepClientOptions): ThreadkeepClient;
type Outputs = RouterOutputs['conversation'];
type EventsOf<Stream> = Stream extends AsyncIterable<infer Tracked> ? Tracked extends {
  data: infer Event;
} ? Event : never : never;
/** What happens in one conversation. */
type ConversationEvent = EventsOf<Outputs['watch']>;
/** What happens in a user's list of conversations. */
type ListEvent = EventsOf<Outputs['watchList']>;
type Conversation = Outputs['get'];
type Message = Outputs['messages']['items'][number];
type Run = Extract<ConversationEvent, {
  type: 'run';
}>['run'];
/** What a front end shows of one conversation. Never changed, only replaced. */
interface ConversationState {
  /** Null until the watch has sent it. */
  readonly conversation: Conversation | null;
  /** Neighbours, by seq. Not always all: see `isMissingNewer`. */
  readonly messages: readonly Message[];
  /** The newest run that the watch has sent. */
  readonly run: Run | null;
  /** What the running run has said so far. Null where none is running, and once it is stored. */
  readonly reply: Reply | null;
  /** The newest messages have to be read: at first, and after a `reset`. See `applyMessages`. */
  readonly isStale: boolean;
}
interface Reply {
  readonly text: string;
  /** "Searching...", until more is said. */
  readonly status: string | null;
}
declare const INITIAL_STATE: ConversationState;
/** Whether newer messages are stored than the last one known here: then read the page after it. */
declare function isMissingNewer(state: ConversationState): boolean;
/**
 * Adds a page of messages that was read. If there is a gap between the page and the known messages,
 * only the newer of the two is kept.
 */
declare function applyMessages(state: ConversationState, page: readonly Message[]): ConversationState;
/**
 * The state after one more event of a watch. An event that is applied again changes nothing, so a
 * watch may be opened again from its beginning.
 */
declare function applyConversationEvent(state: ConversationState, event: ConversationEvent): ConversationState;
/** An event with the id by which a watch is resumed behind it. */
interface Tracked<Event> {
  id: string;
  data: Event;
}
interface WatchOptions {
  /** Of the last event that was seen: each later one follows, once and in order, or a `reset`. */
  lastEventId?: string | undefined;
  /** Ends the watch. */
  signal?: AbortSignal | undefined;
}
/**
 * What happens in a conversation, until the signal is aborted. Reconnects and resumes.
 * Throws where that cannot succeed, as when the conversation was deleted.
 */
declare function watch(client: ThreadkeepClient, conversationId: string, {
  lastEventId,
  signal
}?: WatchOptions): AsyncIterable<Tracked<ConversationEvent>>;
/** What happens in the user's list of conversations, as `watch` does for one of them. */
declare function watchList(client: ThreadkeepClient, {
  lastEventId,
  signal
}?: WatchOptions): AsyncIterable<Tracked<ListEvent>>;
export { type Call, type ConversationEvent, type ConversationState, type FailedAttempt, type Failure, type FailureReason, INITIAL_STATE, type ListEvent, type Reply, type RetryOptions, type ThreadkeepClient, type ThreadkeepClientOptions, type Tracked, type WatchOptions, applyConversationEvent, applyMessages, createThreadkeepClient, failureReason, isMissingNewer, retryAfterMs, watch, watchList };
