import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { createEndpoints } from '../../src/rest/endpoints.ts'
import { EVENT_ENDPOINTS } from '../../src/rest/event-endpoints.ts'
import { createAppRouter } from '../../src/trpc/routers/app.ts'
import { SECRET_AUTH, startApi } from '../support/api.ts'
import { operationsOf, schemasOf, servedDocument } from './support/document.ts'

test('the document is valid OpenAPI, and names this version', async () => {
  await using api = await startApi()
  const document = await servedDocument(api)
  const validator = new Validator()
  expect(await validator.validate({ ...document })).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  expect(document.info.version).toBe('1.2.3')
})

test('the document is made once, and not sent again to a client that has it', async () => {
  await using api = await startApi()
  const first = await api.request('/openapi.json')
  const etag = first.headers.get('etag')
  expect(first.headers.get('cache-control')).toBe('no-cache')
  expect((await first.text()).length).toBeGreaterThan(10_000)
  const again = await api.request('/openapi.json', { headers: { 'if-none-match': etag ?? '' } })
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
  const changed = await api.request('/openapi.json', { headers: { 'if-none-match': '"other"' } })
  expect(changed.status).toBe(200)
})

test('docs/rest.md has its routes, with their fields, and no other', async () => {
  await using api = await startApi({ auth: { ...SECRET_AUTH, appendScope: 'append' } })
  const described = operationsOf(await servedDocument(api)).map(
    ({ method, path, ...operation }) => {
      const inQuery = operation.parameters.filter(({ in: place }) => place === 'query')
      const { properties = {}, required = [] } = operation.body ?? {}
      const fields = [
        ...inQuery.map(({ name }) => `${name}?`),
        ...Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`)),
      ]
      return [`${method} ${path}`, ...fields.toSorted()]
    },
  )
  const page = readFileSync(new URL('../../../../docs/rest.md', import.meta.url), 'utf8')
  const documented = [...page.matchAll(/^\| `([A-Z]+ \/api\S+)` *\|[^|]*\|(.*)\|$/gm)].map(
    ([, route, cell = '']) => [
      route,
      ...[...cell.matchAll(/`(\w+\??)[^`]*`/g)].map(([, field]) => field).toSorted(),
    ],
  )
  expect(documented.toSorted()).toEqual(described.toSorted())
})

test('whatever tRPC can do, REST can, and no GET leads to a change', () => {
  const procedures = createAppRouter(DEFAULT_LIMITS).conversation
  const endpoints = [...createEndpoints(DEFAULT_LIMITS, { hasAppend: true }), ...EVENT_ENDPOINTS]
  const reached = new Set<string>(endpoints.map(({ procedure }) => procedure))
  expect([...reached].sort()).toEqual(Object.keys(procedures).sort())
  for (const { method, procedure } of endpoints) {
    if (method === 'GET') expect(procedures[procedure]._def.type).not.toBe('mutation')
  }
})

test('every field is described, and every object says which fields it has or takes any', async () => {
  await using api = await startApi()
  const document = await servedDocument(api)
  const keywords = ['type', '$ref', 'oneOf', 'anyOf', 'allOf', 'const', 'enum']
  const untyped: string[] = []
  const closed: string[] = []
  for (const { path, schema } of schemasOf(document)) {
    const isAnyValue = schema.description?.startsWith('Any JSON value') ?? false
    if (!isAnyValue && !keywords.some((keyword) => keyword in schema)) untyped.push(path)
    const saysMore = schema.properties ?? schema.oneOf
    const isAnyObject = [schema.type].flat().includes('object') && saysMore === undefined
    // Generated clients could set no field of it.
    if (isAnyObject && !schema.additionalProperties) closed.push(path)
  }
  expect({ untyped, closed }).toEqual({ untyped: [], closed: [] })
})

test('it contains the limits of this deployment', async () => {
  await using api = await startApi({ limits: { ...DEFAULT_LIMITS, titleCharacters: 7 } })
  expect(await (await api.request('/openapi.json')).text()).toContain('At most 7 characters.')
})
