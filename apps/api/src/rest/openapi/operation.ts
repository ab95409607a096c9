import { ConversationIdSchema, IdempotencyKeySchema } from '@threadkeep/shared'
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiParameters } from 'zod-openapi'
import { type Endpoint, hasBody, takesKey } from '../endpoint.ts'
import { responsesOf } from './responses.ts'

const PathSchema = z.object({ conversationId: ConversationIdSchema })
const KeyHeaderSchema = z.object({
  'Idempotency-Key': IdempotencyKeySchema.optional().describe(
    'Instead of the field idempotencyKey. Sent again with the same key, a request is applied once.',
  ),
})

export function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const requestParams: ZodOpenApiParameters = {
    ...(endpoint.path.includes('{') ? { path: PathSchema } : {}),
    ...(takesKey(endpoint) ? { header: KeyHeaderSchema } : {}),
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

function bodyOf({ fields }: Endpoint) {
  return { required: true, content: { 'application/json': { schema: fields } } }
}
