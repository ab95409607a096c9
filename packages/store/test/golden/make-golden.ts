/**
 * Writes what this release stores, for every later release to read (golden.test.ts):
 *
 *   TEST_REDIS_SERVER=6.0 pnpm --filter @threadkeep/store run golden
 *
 * On the oldest Redis, for a later one reads its DUMPs and not the other way round. The data lives for
 * a hundred years, so that it has not expired when it is read.
 */
import { writeFileSync } from 'node:fs'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { createStore } from '../../src/create-store.ts'
import { startRedis } from '../../testing/index.ts'

const TEN_YEARS = 315_360_000
const OWNER = { tenantId: 'golden', userId: 'user' }
const SECOND = { tenantId: 'golden', userId: 'user-with-a-lost-index' }

const server = process.env['GOLDEN_REDIS_URL'] === undefined ? await startRedis() : undefined
const url = process.env['GOLDEN_REDIS_URL'] ?? server?.url ?? ''
const raw = new Redis(url)
const settings = {
  kind: 'redis' as const,
  address: { mode: 'standalone' as const, url },
  commandTimeoutMs: 5000,
  waitReplicas: 0,
  limits: { ...DEFAULT_LIMITS, messagesPerConversation: 300 },
}
const store = createStore({ ...settings, ttlSeconds: TEN_YEARS })
const brief = createStore({ ...settings, ttlSeconds: 1 })
const text = (value: string) => ({
  role: 'user' as const,
  content: { type: 'text' as const, text: value },
})

const mine = store.forOwner(OWNER)
const all = await mine.start({
  title: 'Überschrift 👋',
  metadata: { a: [1, { b: null }] },
  externalId: 'agent-1',
})
await mine.append(all.conversation.id, {
  messages: [
    text('plain\n"quoted" \u2028 😀'),
    {
      role: 'assistant',
      content: { type: 'card', card: { type: 'AdaptiveCard', body: [{ text: 'é' }] } },
    },
    { role: 'user', content: { type: 'cardAction', actionId: 'rate', data: { rating: 5 } } },
    { role: 'system', content: { type: 'text', text: 'system' } },
  ],
  idempotencyKey: 'contents',
})
await mine.update(all.conversation.id, { sdkConversationRef: 'ref-1', title: 'Renamed' })
const many = await mine.start({ title: 'many appends' })
for (let index = 0; index < 130; index++) {
  const messages = Array.from({ length: (index % 3) + 1 }, (_, at) => text(`${index}.${at}`))
  await mine.append(many.conversation.id, {
    messages,
    ...(index % 2 === 0 && { idempotencyKey: `k${index}` }),
  })
}
await mine.setStatus(many.conversation.id, 'completed')
const full = await mine.start({ title: 'full' })
for (let index = 0; index < 6; index++) {
  await mine.append(full.conversation.id, {
    messages: Array.from({ length: 50 }, (_, at) => text(`${index}.${at}`)),
  })
}
await mine.setStatus(full.conversation.id, 'archived')
await mine.start({ title: 'empty', externalId: 'agent-2' })
const evicted = await mine.start({ title: 'half evicted' })
await mine.append(evicted.conversation.id, { messages: [text('lost')] })
const second = store.forOwner(SECOND)
for (const title of ['one', 'two', 'three']) await second.start({ title, externalId: title })

const conversations = (await mine.list({ limit: 100 })).items.filter(
  ({ id }) => id !== evicted.conversation.id,
)
const messages: Record<string, unknown> = {}
for (const { id } of conversations) {
  const pages: unknown[] = []
  for (let afterSeq = 0; ; afterSeq = pages.length) {
    const { items } = await mine.messages(id, { afterSeq, limit: 100 })
    if (items.length === 0) break
    pages.push(...items)
  }
  messages[id] = pages
}
const listed = (await second.list()).items

const prefix = (await raw.keys('conversation:*'))[0]?.replace(/[^:]*(:messages)?$/, '') ?? ''
for (const key of await raw.keys(`*${evicted.conversation.id}:messages`)) await raw.del(key)
for (const key of await raw.keys('*user-with-a-lost-index}:conversations:active'))
  await raw.del(key)
for (const key of await raw.keys('*user-with-a-lost-index}:external')) await raw.del(key)
const expired = await brief.forOwner(OWNER).start({ title: 'expired' })
const keys: Record<string, string> = {}
for (const key of (await raw.keys('*{golden:*')).sort()) {
  const dump = await raw.dumpBuffer(key)
  if (dump !== null) keys[key] = dump.toString('base64')
}
const golden = {
  layout: Number((await raw.get('threadkeep:layout')) ?? 1),
  prefix,
  keys,
  owner: {
    conversations,
    messages,
    evicted: evicted.conversation.id,
    expired: expired.conversation.id,
  },
  many: many.conversation.id,
  full: full.conversation.id,
  second: { owner: SECOND, conversations: listed },
}
writeFileSync(process.argv[2] ?? '', `${JSON.stringify(golden, null, 1)}\n`)
raw.disconnect()
await store.close()
await brief.close()
await server?.stop()
