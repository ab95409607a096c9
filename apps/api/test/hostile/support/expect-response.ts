import { ERRORS } from '@threadkeep/shared'
import { expect } from 'vitest'
import { CANARY } from './forge.ts'
import type { Row } from './row.ts'
import { exchange, type RawResponse } from './wire.ts'
import type { World } from './world.ts'

/** Sends a row's request, and compares its last response with the row. */
export async function expectResponse(world: World, row: Row): Promise<void> {
  const { url } = world.servers[row.server ?? 'secret']
  const responses = await exchange(url, await row.request(world), row)
  const last = responses.at(-1)
  expect({ status: last?.status ?? null, reason: reasonOf(last) }).toEqual({
    status: row.status,
    reason: row.reason,
  })
  if (last !== undefined && last.status >= 400) expectPlainWords(last, row)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
}

/** Nothing of the cause, of the code or of what was sent. */
function expectPlainWords({ body, headers }: RawResponse, { reason, issue }: Row) {
  expect(body).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.[jt]s:|Error:/)
  expect(body).not.toContain(CANARY)
  if (reason === null) return
  if (reason === 'UNAUTHENTICATED') expect(headers.get('www-authenticate')).toBe('Bearer')
  expect(headers.get('content-type')).toMatch(/^application\/json\b/)
  expect(headers.get('cache-control')).toBe('no-store')
  const error = errorOf(body)
  // One of ours: that of the reason, or the sentence of what is wrong with the whole request.
  const sentence = error.issues?.length === 1 ? error.issues[0].message : undefined
  expect([ERRORS[reason].message, sentence]).toContain(error.message)
  expect(error.requestId).toBe(headers.get('x-request-id'))
  if (issue === undefined) return
  const [path, text] = issue
  expect(error.issues[0]).toEqual({ path, message: expect.stringMatching(text) })
}

function reasonOf(response: RawResponse | undefined): string | null {
  if (response === undefined || response.status < 400 || response.body === '') return null
  return errorOf(response.body).reason
}

/** Of a batch, the error of the first call. tRPC's responses have the details one level deeper. */
function errorOf(body: string) {
  const parsed = JSON.parse(body)
  const { error } = Array.isArray(parsed) ? parsed[0] : parsed
  return { ...error, ...error.data }
}
