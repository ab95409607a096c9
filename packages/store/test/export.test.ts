import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, it } from 'vitest'
import { exportConversations } from '../src/core/export.ts'
import { createStore } from '../src/create-store.ts'
import { startWithMessages } from '../testing/conformance/support/samples.ts'

it('reads messages a page at a time, as they are asked for', async () => {
  const store = createStore({
    kind: 'memory',
    limits: DEFAULT_LIMITS,
    ttlSeconds: 60,
    maxConversations: 10,
  })
  const mine = store.forOwner({ tenantId: 't', userId: 'u' })
  await startWithMessages(mine, 1000)
  let pages = 0
  const counted = {
    ...mine,
    messages: (...args: Parameters<typeof mine.messages>) => {
      pages += 1
      return mine.messages(...args)
    },
  }
  for await (const { messages } of exportConversations(counted)) {
    expect(pages).toBe(1)
    for await (const { seq } of messages) expect(pages).toBe(Math.ceil(seq / 100))
  }
  expect(pages).toBe(10)
  await store.close()
})
