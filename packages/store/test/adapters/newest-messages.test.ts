import { expect, it } from 'vitest'
import { newestMessages } from '../../src/adapters/index.ts'
import type { OwnerConversations } from '../../src/index.ts'
import { texts } from '../../testing/conformance/support/samples.ts'
import { openMemoryStore } from './support.ts'

async function conversationOf(count: number) {
  const mine = openMemoryStore().forOwner({ tenantId: 't', userId: 'u' })
  const { id } = (await mine.start()).conversation
  await fill(mine, id, count, 'old')
  return { mine, id }
}

async function fill(mine: OwnerConversations, id: string, count: number, prefix: string) {
  for (let first = 0; first < count; first += 50) {
    await mine.append(id, { messages: texts(Math.min(50, count - first), `${prefix} ${first}`) })
  }
}

/** Another client changes the conversation after the first page was read. */
function changing(mine: OwnerConversations, change: () => Promise<unknown>): OwnerConversations {
  let isChanged = false
  return {
    ...mine,
    async messages(...query) {
      const page = await mine.messages(...query)
      if (!isChanged) {
        isChanged = true
        await change()
      }
      return page
    },
  }
}

it.each([1, 99, 100, 101, 250, 300])('the newest %i of 260 messages', async (limit) => {
  const { mine, id } = await conversationOf(260)
  const all = await newestMessages(mine, id)
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 260 }, (_, index) => index + 1))
  expect(await newestMessages(mine, id, limit)).toEqual(all.slice(-limit))
})

it('messages that are replaced while they are read are read again', async () => {
  const { mine, id } = await conversationOf(250)
  const reader = changing(mine, async () => {
    await mine.truncate(id, { afterSeq: 0 })
    await fill(mine, id, 260, 'new')
  })
  expect(await newestMessages(reader, id)).toEqual(await newestMessages(mine, id))
})

it('messages that are removed while they are read are read again', async () => {
  const { mine, id } = await conversationOf(250)
  const reader = changing(mine, () => mine.truncate(id, { afterSeq: 120 }))
  expect(await newestMessages(reader, id)).toEqual(await newestMessages(mine, id))
})

it('messages that are added while they are read may wait', async () => {
  const { mine, id } = await conversationOf(250)
  const before = await newestMessages(mine, id)
  const reader = changing(mine, () => fill(mine, id, 50, 'new'))
  expect(await newestMessages(reader, id)).toEqual(before)
})
