import { ConversationIdSchema, IdempotencyKeySchema } from '@threadkeep/shared'
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiParameters } from 'zod-openapi'
import {
  acceptsIdempotencyKey,
  acceptsRevision,
  type Endpoint,
  type EventEndpoint,
  hasBody,
  isWatch,
  type Route,
} from '../endpoint.ts'
import { responsesOf } from './responses.ts'

const PathSchema = z.object({ conversationId: ConversationIdSchema })
const KEY_HEADER = {
  'Idempotency-Key': IdempotencyKeySchema.optional().describe(
    'Instead of the field idempotencyKey. Sent again with the same key, a request is applied once.',
  ),
}
const CONDITION_HEADER = {
  'If-Match': z
    .string()
    .optional()
    .describe('Instead of the field expectedRevision: a revision in quotes, as in ETag.'),
}
const EVENT_HEADER = {
  'Last-Event-ID': z
    .string()
    .optional()
    .describe('The id of an event. Only what came after it is sent.'),
}

export function operationOf(endpoint: Endpoint | EventEndpoint): ZodOpenApiOperationObject {
  const headers = {
    ...(acceptsIdempotencyKey(endpoint) ? KEY_HEADER : {}),
    ...(acceptsRevision(endpoint) ? CONDITION_HEADER : {}),
    ...(isWatch(endpoint) ? EVENT_HEADER : {}),
  }
  const requestParams: ZodOpenApiParameters = {
    ...(endpoint.path.includes('{') ? { path: PathSchema } : {}),
    ...(Object.keys(headers).length > 0 ? { header: z.object(headers) } : {}),
    ...(hasBody(endpoint) ? {} : { query: endpoint.fields }),
  }
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    requestParams,
    ...(hasBody(endpoint) ? { requestBody: bodyOf(endpoint) } : {}),
    responses: responsesOf(endpoint),
  }
}

function bodyOf({ fields }: Route) {
  return { required: true, content: { 'application/json': { schema: fields } } }
}
