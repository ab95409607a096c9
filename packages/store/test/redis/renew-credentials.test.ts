import { expect, it } from 'vitest'
import { renewCredentials } from '../../src/redis/credentials/renew-credentials.ts'
import type { StoreEvent } from '../../src/store-events.ts'

it('a connection that cannot follow new credentials keeps no other from them', async () => {
  const events: StoreEvent[] = []
  let told = 0
  const credentials = renewCredentials(
    async () => ({ username: 'u', password: 'canary', expiresAt: Date.now() + 60_000 }),
    { observe: (event) => events.push(event) },
  )
  credentials.onRenewed(() => {
    throw Object.assign(new Error('canary'), { code: 'ENOENT' })
  })
  credentials.onRenewed(() => {
    told += 1
  })
  await credentials.firstAttempt
  credentials.close()
  expect(told).toBe(1)
  expect(credentials.problem()).toBeUndefined()
  expect(events).toEqual([
    {
      type: 'warning',
      message: 'A connection does not follow the new credentials for Redis: Error ENOENT',
    },
  ])
})
