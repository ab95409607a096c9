import { ERRORS, type ErrorReason } from '@threadkeep/shared'
import { z } from 'zod'
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import {
  type Endpoint,
  type EventEndpoint,
  hasBody,
  isRevisioned,
  isWatch,
  type Route,
} from '../endpoint.ts'
import { RestErrorSchema } from '../write-response.ts'

const ANY_CALL: readonly ErrorReason[] = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'INTERNAL',
  'STORE_UNAVAILABLE',
]

const REQUEST_ID = {
  'x-request-id': { description: 'Names this request in the log.', schema: { type: 'string' } },
} as const

const ETAG = {
  ETag: { description: 'The revision, in quotes.', schema: { type: 'string' } },
} as const

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
} as const

/** Every status that an endpoint responds with. */
export function responsesOf(endpoint: Endpoint | EventEndpoint): ZodOpenApiResponsesObject {
  return {
    200: isWatch(endpoint) ? stream(endpoint) : success(endpoint),
    ...errorResponses(endpoint),
  }
}

function success(endpoint: Endpoint): ZodOpenApiResponseObject {
  return {
    description: 'Done.',
    headers: isRevisioned(endpoint) ? { ...REQUEST_ID, ...ETAG } : REQUEST_ID,
    content: { 'application/json': { schema: endpoint.responseSchema } },
  }
}

const STREAM = `Server-sent events until the caller leaves. \`id\` is what Last-Event-ID resumes after,
\`event\` the type of the event, \`data\` the event as JSON, which this schema describes. A stream that
fails ends with an event \`error\`, whose \`data\` is the body of an error.`

function stream({ event }: EventEndpoint): ZodOpenApiResponseObject {
  return {
    description: STREAM,
    headers: REQUEST_ID,
    content: { 'text/event-stream': { schema: z.union([event, RestErrorSchema]) } },
  }
}

function errorResponses(endpoint: Route): ZodOpenApiResponsesObject {
  const bodyReasons: ErrorReason[] = hasBody(endpoint)
    ? ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']
    : []
  const reasons = [...ANY_CALL, ...bodyReasons, ...endpoint.errors]
  const statuses = new Set(reasons.map((reason) => ERRORS[reason].httpStatus))
  const responses: ZodOpenApiResponsesObject = {}
  for (const status of [...statuses].sort()) {
    responses[`${status}`] = errorResponse(
      reasons.filter((reason) => ERRORS[reason].httpStatus === status),
    )
  }
  return responses
}

function errorResponse(reasons: readonly ErrorReason[]): ZodOpenApiResponseObject {
  // A failed agent may have named a time to retry.
  const mayRetry = reasons.some((reason) => ERRORS[reason].retryable || reason === 'AGENT_FAILED')
  return {
    description: reasons.map((reason) => `\`${reason}\`: ${ERRORS[reason].message}`).join('\n\n'),
    headers: mayRetry ? { ...REQUEST_ID, ...RETRY_AFTER } : REQUEST_ID,
    content: { 'application/json': { schema: RestErrorSchema } },
  }
}
