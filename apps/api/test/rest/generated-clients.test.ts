import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECRET_AUTH, startApi } from '../support/api.ts'
import { type BuiltClients, buildClients } from './clients/build.ts'
import { casesOf } from './clients/cases.ts'
import { mismatches } from './clients/conforms.ts'
import { APPEND_SCOPE, prepare } from './clients/prepare.ts'
import { resultOf } from './clients/result.ts'
import { servedDocument } from './support/document.ts'

/*
 * Clients as others generate them from /openapi.json: compiled strictly with calls of every operation
 * in which every field is given, and used against a real server. All of it is made from the document:
 * an operation that is added is tried as well.
 */

const api = await startApi({ auth: { ...SECRET_AUTH, appendScope: APPEND_SCOPE } })
afterAll(() => api[Symbol.asyncDispose]())

const document = await servedDocument(api)
const cases = casesOf(document)

let built: BuiltClients
beforeAll(async () => {
  built = await buildClients(document, cases)
})
afterAll(() => built?.[Symbol.asyncDispose]())

describe.each(['openapi-fetch', '@hey-api/openapi-ts'] as const)('%s', (client) => {
  test.each(cases)('$name', async ({ name, operation }) => {
    const at = await prepare(api)
    const { calls, bodies } = built[client]
    const { data, error } = await resultOf(calls[name]?.(at) ?? Promise.reject(new Error(name)))
    expect(error).toBeUndefined()
    expect(mismatches(document, operation.response.schema, data)).toEqual([])
    expectSame(Object(bodies[name]?.(at)), data)
  })

  test('an error has the shape that is described', async () => {
    const { revision, ...rest } = await prepare(api)
    const at = { ...rest, revision: revision - 1 }
    const taking = cases.filter(({ body }) => body?.includes('at.revision'))
    expect(taking.length).toBeGreaterThan(3)
    for (const { name } of taking) {
      const { data, error } = await resultOf(built[client].calls[name]?.(at) ?? Promise.resolve())
      expect(data).toBeUndefined()
      expect(mismatches(document, { $ref: '#/components/schemas/Error' }, error)).toEqual([])
      expect(error).toMatchObject({
        error: { reason: 'REVISION_CONFLICT', currentRevision: revision },
      })
    }
  })

  test('every role, content and metadata is read as it was stored', async () => {
    const at = await prepare(api)
    const name = cases.find(({ operation }) => operation.operationId === 'listMessages')?.name ?? ''
    const { data } = await resultOf(built[client].calls[name]?.(at) ?? Promise.resolve())
    const response = await api.request(`/api/chat/conversation/${at.conversationId}/messages`, {
      headers: { authorization: at.authorization },
    })
    expect(data).toEqual(await response.json())
  })
})

/** What was given and is in the response is in it as it was given. */
function expectSame(body: Record<string, unknown>, data: unknown) {
  const { message } = Object(data)
  const places = [Object(data), Object(message), Object(Object(message).content)]
  for (const [field, value] of Object.entries(body)) {
    const place = places.find((each) => Object.hasOwn(each, field))
    if (place !== undefined) expect({ [field]: place[field] }).toMatchObject({ [field]: value })
  }
}
