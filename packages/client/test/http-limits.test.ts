import * as server from '@threadkeep/shared'
import { expect, test } from 'vitest'
import * as client from '../src/http-limits.ts'

test('the client knows the server’s bounds of a request', () => {
  const { MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } = server
  expect({ ...client }).toEqual({ MAX_BODY_BYTES, MAX_CALLS_PER_BATCH })
})
