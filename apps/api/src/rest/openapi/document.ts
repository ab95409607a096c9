import { MAX_BODY_BYTES } from '@threadkeep/shared'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Endpoint, EventEndpoint } from '../endpoint.ts'
import { operationOf } from './operation.ts'

const DESCRIPTION = `Conversations of one user, kept durably. Who that is comes from the token.

Unknown fields are rejected. A body holds at most ${MAX_BODY_BYTES} bytes. After a 503 or a 429, wait
as Retry-After says and send the same request again: with the same idempotency key it is applied
once, whatever became of the first.`
const LICENSE = { name: 'MIT', identifier: 'MIT' }
const SERVERS = [{ url: '/', description: 'The server that this document comes from.' }]

/**
 * The OpenAPI document of the REST routes, built from the schemas that requests are checked with.
 */
export function createOpenApiDocument(
  endpoints: readonly (Endpoint | EventEndpoint)[],
  version: string,
): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {}
  for (const endpoint of endpoints) {
    const path = `/api${endpoint.path}`
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Threadkeep', version, description: DESCRIPTION, license: LICENSE },
      servers: SERVERS,
      security: [{ token: [] }],
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
      paths,
    },
    {
      // JSON objects are checked by our own code, and carry their schema in metadata.
      allowEmptySchema: { custom: true },
      override({ jsonSchema, io }) {
        // Responses may get more fields, so clients must accept unknown ones.
        if (io === 'output' && jsonSchema.additionalProperties === false) {
          delete jsonSchema.additionalProperties
        }
        // The format is enough without the pattern that comes with it.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
      },
    },
  )
}
