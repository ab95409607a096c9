import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { text } from '../../testing/conformance/support/samples.ts'
import {
  keysOf,
  mixedHistory,
  newOwner,
  openStore,
  type RawRedis,
  startRawRedis,
} from './support.ts'

const TTL_SECONDS = 600

describe('what lies in Redis', () => {
  it('is the keys of the layout, each with an expiry from birth', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url, { ttlSeconds: TTL_SECONDS })
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const steps: (() => Promise<unknown>)[] = []
    const { id } = (await mine.start()).conversation
    const { fields, messages } = keys.conversation(id)
    const expected = new Set([fields, keys.all, keys.byStatus.active, keys.starts, keys.startsAge])
    await expectKeys()

    steps.push(
      async () => {
        await mine.append(id, { messages: [text('a')] })
        expected.add(messages)
      },
      async () => {
        await mine.update(id, { externalId: 'agent-1' })
        for (const key of [keys.external, keys.changes]) expected.add(key)
      },
      async () => {
        await mine.setStatus(id, 'archived')
        expected.delete(keys.byStatus.active)
        expected.add(keys.byStatus.archived)
      },
      async () => mine.messages(id),
      async () => mine.findByExternalId('agent-1'),
      async () => mine.list(),
      async () => {
        await mine.delete(id)
        expected.clear()
        for (const key of [
          keys.external,
          keys.starts,
          keys.startsAge,
          keys.changes,
          keys.deletions,
        ]) {
          expected.add(key)
        }
      },
      async () => {
        await mine.erase()
        expected.clear()
      },
    )
    for (const step of steps) {
      await step()
      await expectKeys()
    }
    await store.close()

    async function expectKeys(): Promise<void> {
      expect(await server.keys()).toStrictEqual([...expected].sort())
      for (const key of expected) {
        const left = await server.raw.pttl(key)
        expect(left, key).toBeGreaterThan(0)
        expect(left, key).toBeLessThanOrEqual(TTL_SECONDS * 1125)
      }
    }
  })

  it('is in each index exactly what is there, at the time of its last change', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
    const mine = store.forOwner(owner)
    await mixedHistory(mine)
    const { items } = await mine.list({ limit: 100 })
    const keys = keysOf(owner)
    expect(await scores(server, keys.all)).toStrictEqual(timesOf(items))
    for (const status of STATUSES) {
      const of = items.filter((item) => item.status === status)
      expect(of.length).toBeGreaterThan(0)
      expect(await scores(server, keys.byStatus[status])).toStrictEqual(timesOf(of))
    }
    await store.close()
  })

  it('is under the hash tag of its owner alone, whatever the owner is called', async () => {
    await using server = await startRawRedis()
    const store = openStore(server.url)
    const owners = ['{', '}', '{}', ':', 'a}{b', '*', ' ', '😀', '%7B'].flatMap((id) => [
      { tenantId: 't', userId: id },
      { tenantId: id, userId: 't' },
    ])
    for (const owner of owners) await mixedHistory(store.forOwner(owner))
    const prefixes = owners.flatMap((owner) => {
      const { conversationPrefix, all } = keysOf(owner)
      return [conversationPrefix, all.slice(0, all.indexOf('}') + 2)]
    })
    for (const key of await server.keys()) {
      expect(prefixes.filter((prefix) => key.startsWith(prefix))).toHaveLength(1)
    }
    await store.close()
  })
})

async function scores({ raw }: RawRedis, key: string): Promise<Record<string, number>> {
  const flat = await raw.zrange(key, '0', '-1', 'WITHSCORES')
  const found: Record<string, number> = {}
  for (let at = 0; at < flat.length; at += 2) found[flat[at] ?? ''] = Number(flat[at + 1])
  return found
}

function timesOf(items: { id: string; updatedAt: string }[]): Record<string, number> {
  return Object.fromEntries(items.map((item) => [item.id, Date.parse(item.updatedAt)]))
}
