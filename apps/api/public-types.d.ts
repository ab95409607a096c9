// The public types of @threadkeep/api. Written by `pnpm types:update`.

// index.d.ts

import * as _$_threadkeep_shared0 from "@threadkeep/shared";
import { Conversation, Limits, Message, Run } from "@threadkeep/shared";
import * as _$_trpc_server0 from "@trpc/server";
import { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import * as _$_threadkeep_store0 from "@threadkeep/store";
import * as _$_trpc_server_unstable_core_do_not_import0 from "@trpc/server/unstable-core-do-not-import";

interface DevToken {
  token: string;
  /** ISO 8601 UTC. */
  expiresAt: string;
}
type SendResult = {
  conversation: Conversation;
  message: Message; /** The agent's messages. Empty while its run is running, and if it said nothing. */
  replies: Message[]; /** The run that works on the message; null without an agent. */
  run: Run | null; /** True when an earlier call with this key stored the message. */
  replayed: boolean;
};
/** Why one of many is not changed, while the others are. */
declare const CHANGE_FAILURES: readonly ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'];
/** What became of each conversation, in the order in which they were named. */
type ChangedMany = {
  results: ChangedOne[];
};
type ChangedOne = {
  conversationId: string; /** As it is now. Null where it was deleted, or not changed. */
  conversation: Conversation | null; /** Why it was not changed. Null where it was. */
  reason: (typeof CHANGE_FAILURES)[number] | null;
};
declare function createAppRouter(limits: Limits): _$_trpc_server0.TRPCBuiltRouter<{
  ctx: object;
  meta: object;
  errorShape: {
    message: string;
    code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
    data: {
      reason: _$_threadkeep_shared0.ErrorReason;
      issues?: readonly _$_threadkeep_shared0.InputIssue[];
      outcome?: _$_threadkeep_shared0.Outcome;
      unavailable?: _$_threadkeep_shared0.Unavailable;
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
        reason: _$_threadkeep_shared0.ErrorReason;
        issues?: readonly _$_threadkeep_shared0.InputIssue[];
        outcome?: _$_threadkeep_shared0.Outcome;
        unavailable?: _$_threadkeep_shared0.Unavailable;
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
        metadata?: _$_threadkeep_shared0.JsonObject | undefined;
        idempotencyKey?: string | undefined;
      };
      output: _$_threadkeep_shared0.Conversation;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          data: _$_threadkeep_shared0.JsonObject;
        } | {
          type: "json";
          value: _$_threadkeep_shared0.JsonValue;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          data: _$_threadkeep_shared0.JsonObject;
        } | {
          type: "json";
          value: _$_threadkeep_shared0.JsonValue;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
            card: _$_threadkeep_shared0.JsonObject;
          } | {
            type: "cardAction";
            actionId: string;
            data: _$_threadkeep_shared0.JsonObject;
          } | {
            type: "json";
            format: string;
            value: _$_threadkeep_shared0.JsonValue;
            text?: string;
          };
          metadata?: _$_threadkeep_shared0.JsonObject | undefined;
          role: "assistant" | "system" | "tool";
        }[];
        idempotencyKey?: string | undefined;
        expectedRevision?: number | undefined;
      };
      output: _$_threadkeep_store0.AppendResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.Message;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.Conversation;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.MessagesPage<_$_threadkeep_shared0.Message>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.Page<_$_threadkeep_shared0.Conversation>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: AsyncIterable<_$_trpc_server_unstable_core_do_not_import0.TrackedData<_$_threadkeep_shared0.ConversationEvent>, any, any>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: AsyncIterable<_$_trpc_server_unstable_core_do_not_import0.TrackedData<_$_threadkeep_shared0.OwnerChange>, any, any>;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.Conversation;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_shared0.Conversation;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
        metadata: _$_threadkeep_shared0.JsonObject;
        expectedRevision?: number | undefined;
        idempotencyKey?: string | undefined;
      };
      output: _$_threadkeep_shared0.Conversation;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
      output: _$_threadkeep_store0.EraseResult;
      meta: object;
      errorShape: {
        message: string;
        code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
        data: {
          reason: _$_threadkeep_shared0.ErrorReason;
          issues?: readonly _$_threadkeep_shared0.InputIssue[];
          outcome?: _$_threadkeep_shared0.Outcome;
          unavailable?: _$_threadkeep_shared0.Unavailable;
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
    output: _$_threadkeep_shared0.HealthReport;
    meta: object;
    errorShape: {
      message: string;
      code: -32700 | -32603 | -32600 | -32099 | -32029 | -32028 | -32022 | -32015 | -32013 | -32012 | -32009 | -32008 | -32005 | -32004 | -32003 | -32002 | -32001;
      data: {
        reason: _$_threadkeep_shared0.ErrorReason;
        issues?: readonly _$_threadkeep_shared0.InputIssue[];
        outcome?: _$_threadkeep_shared0.Outcome;
        unavailable?: _$_threadkeep_shared0.Unavailable;
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
type RouterInputs = inferRouterInputs<AppRouter>;
type RouterOutputs = inferRouterOutputs<AppRouter>;
export { type AppRouter, type DevToken, type RouterInputs, type RouterOutputs };
