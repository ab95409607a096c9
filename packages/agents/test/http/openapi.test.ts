import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { ContentSchema, ConversationSchema, MessageSchema } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  AgentEventSchema,
  AgentRequestSchema,
  AgentResponseSchema,
  GreetingRequestSchema,
  StreamEventSchema,
} from '../../src/agents/http/protocol.ts'

const DOCUMENT = join(import.meta.dirname, '../../../../docs/agent-service.openapi.json')
const SCHEMAS = {
  AgentRequestSchema,
  GreetingRequestSchema,
  AgentEventSchema,
  StreamEventSchema,
  AgentResponseSchema,
  ConversationSchema,
  MessageSchema,
  ContentSchema,
}

/** After a change of the protocol: `vitest run -u test/http/openapi.test.ts`. */
test('the documented protocol is the one that is spoken', async () => {
  const document = `${JSON.stringify(openApiDocument(), null, 2)}\n`
  expect(await new Validator().validate(openApiDocument())).toMatchObject({ valid: true })
  await expect(document).toMatchFileSnapshot(DOCUMENT)
})

function openApiDocument() {
  const registry = z.registry<{ id: string }>()
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    registry.add(schema, { id: name.replace('Schema', '') })
  }
  const uri = (id: string) => `#/components/schemas/${id}`
  const { schemas: ofRegistry } = z.toJSONSchema(registry, { uri })
  // An `$id` would be the base of the references in it, and they would lead nowhere.
  const schemas = Object.fromEntries(
    Object.entries(ofRegistry).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [
      name,
      schema,
    ]),
  )
  const ref = (id: string) => ({ schema: { $ref: uri(id) } })
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  })
  return {
    openapi: '3.1.0',
    info: {
      title: 'A service for AGENT=http',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The AGENT_URL.' }],
    security: [{ signature: [] }],
    paths: {
      '/': {
        post: {
          operationId: 'reply',
          summary: 'Replies to a message of a user, or greets the user',
          parameters: [
            header('webhook-id', 'Of this request. The id of the message and the attempt.'),
            header('webhook-timestamp', 'Seconds since 1970. Reject what is older than 5 minutes.'),
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  anyOf: [{ $ref: uri('AgentRequest') }, { $ref: uri('GreetingRequest') }],
                },
              },
            },
          },
          responses: {
            200: {
              description: 'The reply. The data of each event of a stream is a StreamEvent.',
              content: {
                'application/json': ref('AgentResponse'),
                'text/event-stream': ref('StreamEvent'),
              },
            },
            401: { description: 'The signature is wrong, or too old.' },
            default: {
              description: 'The reply fails: for now by 408, 409, 429 and 5xx, with Retry-After.',
            },
          },
        },
      },
    },
    components: {
      schemas,
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            '`v1,` and the base64 of the HMAC-SHA256 by AGENT_SECRET of id, timestamp and body, joined by dots.',
        },
      },
    },
  }
}
