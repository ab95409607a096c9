import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, it } from 'vitest'
import { createStore } from '../../src/create-store.ts'
import { closingAll, WAIT, watch } from '../../testing/conformance/runs/watcher.ts'
import { text } from '../../testing/conformance/support/samples.ts'

const WATCHERS = 100

it('watchers at one position share the read and its events', async () => {
  let reads = 0
  const config = { kind: 'memory', ttlSeconds: 3600, limits: DEFAULT_LIMITS } as const
  const store = createStore(
    { ...config, maxConversations: 10 },
    {
      observe(event) {
        if (event.type === 'operation' && event.operation === 'sync') reads += 1
      },
    },
  )
  const mine = store.forOwner({ tenantId: 't', userId: 'u' })
  const { id } = (await mine.start()).conversation
  const watchers = Array.from({ length: WATCHERS }, () => watch(mine, id))
  await using _ = closingAll(watchers)
  for (const watcher of watchers) await expect.poll(watcher.events, WAIT).toHaveLength(1)

  reads = 0
  await mine.append(id, { messages: [text('hello')] })
  for (const watcher of watchers) await expect.poll(watcher.events, WAIT).toHaveLength(3)
  expect(reads).toBe(1)
  const [first, ...others] = watchers
  for (const other of others) {
    for (const [index, event] of other.events().slice(1).entries()) {
      expect(event).toBe(first?.events()[1 + index])
    }
  }
})
