import type { Owner } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { Api } from '../../support/api.ts'
import { newOwner } from '../../support/owners.ts'
import { signToken, type TokenOptions } from '../../support/tokens.ts'

export const JSON_TYPE = { 'content-type': 'application/json' }
export const ID = '019a0000-0000-7000-8000-000000000000'

/** Makes REST calls as this user. */
export async function restAs(api: Api, owner: Owner = newOwner(), options?: TokenOptions) {
  const authorization = `Bearer ${await signToken(owner, options)}`
  return (
    method: string,
    path: string,
    body?: RequestInit['body'],
    headers: Record<string, string> = JSON_TYPE,
  ) =>
    api.request(`/api/chat/${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    })
}

/** The rejection, whose shape is the same for every one of them. */
export async function problem(response: Response) {
  const { error, ...rest } = JSON.parse(await response.text())
  const { requestId, message, ...known } = error
  expect(rest).toEqual({})
  expect(message).toEqual(expect.any(String))
  expect(requestId).toBe(response.headers.get('x-request-id'))
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, ...known }
}

export const invalid = (status: number, path: string, message: string) => ({
  status,
  reason: 'INVALID_INPUT',
  issues: [{ path, message }],
})
