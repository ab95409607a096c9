import { Validator } from '@seriousme/openapi-schema-validator'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { createEndpoints } from '../../src/rest/endpoints.ts'
import { createAppRouter } from '../../src/trpc/routers/app.ts'
import { startApi } from '../support/api.ts'

async function served() {
  await using api = await startApi()
  const response = await api.request('/openapi.json')
  expect(response.status).toBe(200)
  return JSON.parse(await response.text())
}

test('the document is valid OpenAPI, and names this version', async () => {
  const document = await served()
  const validator = new Validator()
  expect(await validator.validate(document)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  expect(document.info.version).toBe('1.2.3')
})

test('it has the routes that clients were promised', async () => {
  const { paths } = await served()
  const routes = Object.entries<object>(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.sort()).toEqual([
    'DELETE /api/chat/conversation/{conversationId}',
    'GET /api/chat/conversation/{conversationId}',
    'GET /api/chat/conversation/{conversationId}/messages',
    'PATCH /api/chat/conversation/{conversationId}',
    'PATCH /api/chat/conversation/{conversationId}/status',
    'POST /api/chat/card-action',
    'POST /api/chat/erase-all',
    'POST /api/chat/list-conversations',
    'POST /api/chat/send',
    'POST /api/chat/start',
    'POST /api/chat/stop',
  ])
})

test('whatever tRPC can do, REST can, and no GET leads to a change', () => {
  const procedures = createAppRouter(DEFAULT_LIMITS).conversation
  const endpoints = createEndpoints(DEFAULT_LIMITS)
  const reached = new Set<string>(endpoints.map(({ procedure }) => procedure))
  // Subscriptions have routes of their own (rest/event-routes.ts).
  const called = Object.entries(procedures).flatMap(([name, { _def }]) =>
    _def.type === 'subscription' ? [] : [name],
  )
  expect([...reached].sort()).toEqual(called.sort())
  for (const { method, procedure } of endpoints) {
    if (method === 'GET') expect(procedures[procedure]._def.type).toBe('query')
  }
})

test('every field is described: none may hold just anything', async () => {
  const { paths, components } = await served()
  const untyped: string[] = []
  const visit = (schema: Record<string, unknown>, path: string) => {
    const says = ['type', '$ref', 'oneOf', 'anyOf', 'const', 'enum']
    if (!says.some((keyword) => keyword in schema)) untyped.push(path)
    for (const [name, field] of Object.entries(Object(schema['properties']))) {
      visit(Object(field), `${path}.${name}`)
    }
  }
  for (const [path, operations] of Object.entries<object>(paths)) {
    for (const { requestBody } of Object.values(operations)) {
      if (requestBody) visit(requestBody.content['application/json'].schema, path)
    }
  }
  for (const [name, schema] of Object.entries(components.schemas)) visit(Object(schema), name)
  expect(Object.keys(components.schemas).sort()).toEqual([
    'Content',
    'Conversation',
    'Error',
    'Message',
    'Run',
  ])
  expect(untyped).toEqual([])
})

test('it tells of the limits that this deployment has', async () => {
  await using api = await startApi({ limits: { ...DEFAULT_LIMITS, titleCharacters: 7 } })
  expect(await (await api.request('/openapi.json')).text()).toContain('At most 7 characters.')
})
