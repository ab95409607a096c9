import { expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

async function start(api: Api, input: unknown) {
  return api.request('/trpc/conversation.start', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signToken(newOwner())}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(input),
  })
}

test('a rejected input is reported by its fields, and nothing else', async () => {
  await using api = await startApi()
  const response = await start(api, { titel: 'x', metadata: [] })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    error: {
      message: 'The input is not valid.',
      code: -32600,
      data: {
        code: 'BAD_REQUEST',
        httpStatus: 400,
        path: 'conversation.start',
        reason: 'INVALID_INPUT',
        issues: [
          { path: 'metadata', message: 'must be a JSON object' },
          { path: 'titel', message: 'is not a known field' },
        ],
        requestId: response.headers.get('x-request-id'),
      },
    },
  })
})

test('an input full of faults is reported by the first twenty', async () => {
  await using api = await startApi()
  const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]))
  const response = await start(api, { title: 7, metadata: [], ...unknown })
  expect(response.status).toBe(400)
  expect(JSON.parse(await response.text()).error.data.issues).toHaveLength(20)
})
