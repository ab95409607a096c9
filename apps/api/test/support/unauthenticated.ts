import { expect } from 'vitest'
import type { Api } from './api.ts'

/** A call that needs a token. */
export async function list(api: Api, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  return api.request('/trpc/conversation.list', { headers })
}

/** Whatever is wrong with a token, the response is this one. */
export async function expectUniform401(api: Api, authorization?: string) {
  const response = await list(api, authorization)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toEqual({
    error: {
      message: 'Sign in to continue.',
      code: -32001,
      data: {
        code: 'UNAUTHORIZED',
        httpStatus: 401,
        path: 'conversation.list',
        reason: 'UNAUTHENTICATED',
        requestId: response.headers.get('x-request-id'),
      },
    },
  })
}
