import { expect, test } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith } from './support/rejection.ts'
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

test('what only adapters write is rejected from a user, who would have their readers build it', async () => {
  await using api = await startApi()
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({})
  const format = 'langchain/stored-message@1+devalue'
  const content = { type: 'json', format, value: '[[-7,4294967295]]' } as const
  const rejected = { status: 400, reason: 'INVALID_INPUT' }
  const calls = [
    conversation.send.mutate({ conversationId, content }),
    conversation.edit.mutate({ conversationId, content, seq: 1 }),
  ]
  for (const call of calls) expect(await rejectedWith(call)).toEqual(rejected)
  expect((await conversation.messages.query({ conversationId })).items).toEqual([])
})
