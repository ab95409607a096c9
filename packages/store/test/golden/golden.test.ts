import { readFileSync } from 'node:fs'
import { ConversationSchema, DEFAULT_LIMITS, MessageSchema } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { allPages, exportWhole } from '../../testing/conformance/support/all-pages.ts'
import { text, withoutAccessTime } from '../../testing/conformance/support/samples.ts'
import { type RedisServer, startRedis } from '../../testing/index.ts'

/*
 * What earlier releases stored, kept as they stored it. Every later release must read it, write to it
 * and return the first result to its repeats. A new layout adds a file (make-golden.ts); none is ever
 * written anew.
 */

const GoldenSchema = z.object({
  layout: z.number(),
  keys: z.record(z.string(), z.string()),
  owner: z.object({
    conversations: z.array(ConversationSchema),
    messages: z.record(z.string(), z.array(MessageSchema)),
    evicted: z.string(),
    expired: z.string(),
  }),
  many: z.string(),
  full: z.string(),
  second: z.object({
    owner: z.object({ tenantId: z.string(), userId: z.string() }),
    conversations: z.array(ConversationSchema),
  }),
})

const TEN_YEARS = 315_360_000

describe.each([1, 2])('layout %i', (layout) => {
  const golden = GoldenSchema.parse(
    JSON.parse(readFileSync(new URL(`layout-${layout}.json`, import.meta.url), 'utf8')),
  )
  const { conversations, messages, evicted, expired } = golden.owner
  let server: RedisServer
  let store: ConversationStore
  let mine: OwnerConversations
  let second: OwnerConversations

  beforeAll(async () => {
    server = await startRedis()
    const raw = new Redis(server.url)
    for (const [key, dump] of Object.entries(golden.keys)) {
      await raw.restore(key, 3_600_000, Buffer.from(dump, 'base64'))
    }
    await raw.set('threadkeep:layout', String(layout))
    raw.disconnect()
    store = createStore({
      kind: 'redis',
      address: { mode: 'standalone', url: server.url },
      ttlSeconds: TEN_YEARS,
      commandTimeoutMs: 5000,
      waitReplicas: 0,
      limits: { ...DEFAULT_LIMITS, messagesPerConversation: 300 },
    })
    mine = store.forOwner({ tenantId: 'golden', userId: 'user' })
    second = store.forOwner(golden.second.owner)
  })
  afterAll(async () => {
    await store.close()
    await server.stop()
  })

  it('is of that layout', () => {
    expect(golden.layout).toBe(layout)
    expect(conversations.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['active', 'completed', 'archived']),
    )
  })

  it('is read', async () => {
    const listed = (await allPages(mine, { limit: 2 })).flat()
    const readable = listed.filter(({ id }) => id !== evicted)
    expect(readable.map(withoutAccessTime)).toStrictEqual(conversations.map(withoutAccessTime))
    for (const conversation of conversations) {
      const { id, externalId } = conversation
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(conversation))
      const page = await mine.messages(id, { afterSeq: 0, limit: 100 })
      expect(page.items).toStrictEqual(messages[id]?.slice(0, 100))
      if (externalId !== null) expect((await mine.findByExternalId(externalId)).id).toBe(id)
    }
    await expect(mine.get(evicted)).rejects.toMatchObject({ reason: 'DATA_LOSS' })
    await expect(mine.get(expired)).rejects.toMatchObject({ reason: 'CONVERSATION_NOT_FOUND' })
  })

  it('is found again where indexes were evicted', async () => {
    const expected = golden.second.conversations
    expect((await second.list()).items.map(withoutAccessTime)).toStrictEqual(
      expected.map(withoutAccessTime),
    )
    expect((await second.list({ status: 'active' })).items).toHaveLength(3)
    for (const { id, externalId } of expected) {
      expect((await second.findByExternalId(externalId ?? '')).id).toBe(id)
    }
  })

  it('replays its repeats', async () => {
    const all = messages[golden.many] ?? []
    let seq = 0
    for (let index = 0; index < 130; index++) {
      const count = (index % 3) + 1
      const said = Array.from({ length: count }, (_, at) => text(`${index}.${at}`))
      const stored = all.slice(seq, seq + count)
      seq += count
      if (index % 2 === 1 || index < 30) continue
      const idempotencyKey = `k${index}`
      const again = await mine.append(golden.many, { messages: said, idempotencyKey })
      expect(again).toMatchObject({ replayed: true, conversation: { messageCount: all.length } })
      expect(again.messages).toStrictEqual(stored)
      expect((await mine.getAppendResult(golden.many, idempotencyKey))?.messages).toStrictEqual(
        stored,
      )
      const other = [text('another')]
      await expect(
        mine.append(golden.many, { messages: other, idempotencyKey }),
      ).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' })
    }
  })

  it('is written to', async () => {
    const before = await mine.get(golden.many)
    const active = await mine.setStatus(golden.many, 'active')
    expect(active.revision).toBe(before.revision + 1)
    for (let index = 0; index < 30; index++) {
      const { messages: said } = await mine.append(golden.many, {
        messages: [text(`new ${index}`)],
      })
      expect(said[0]?.seq).toBe(before.messageCount + 1 + index)
    }
    const renamed = await mine.update(golden.many, { title: 'new', externalId: 'agent-3' })
    expect(renamed).toMatchObject({ title: 'new', messageCount: before.messageCount + 30 })
    expect((await mine.list()).items[0]?.id).toBe(golden.many)
    expect((await mine.findByExternalId('agent-3')).id).toBe(golden.many)
    await mine.setStatus(golden.full, 'active')
    await expect(mine.append(golden.full, { messages: [text('more')] })).rejects.toMatchObject({
      reason: 'CONVERSATION_FULL',
    })
    const exported: string[] = []
    await expect(
      (async () => {
        for (const { conversation } of await exportWhole(second)) exported.push(conversation.id)
        await exportWhole(mine)
      })(),
    ).rejects.toMatchObject({ reason: 'DATA_LOSS' })
    expect(exported).toHaveLength(3)
  })

  it('is erased', async () => {
    expect(await mine.erase()).toMatchObject({ conversations: conversations.length + 1 })
    expect(await second.erase()).toEqual({ conversations: 3, messages: 0 })
    const raw = new Redis(server.url)
    expect(await raw.keys('*golden*')).toEqual([])
    raw.disconnect()
  })
})
