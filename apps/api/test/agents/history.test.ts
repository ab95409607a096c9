import { createAgent } from '@threadkeep/agents'
import {
  completion,
  eventStream,
  startFakeModel,
  startScriptedServer,
} from '@threadkeep/agents/testing'
import type { OwnerConversations } from '@threadkeep/store'
import { startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'

const history = { messages: 40, characters: 60_000 }
const text = (said: string) => ({ type: 'text', text: said }) as const

const AGENTS = {
  async openai() {
    const model = await startFakeModel(completion(['Hi']))
    const endpoint = { baseUrl: model.baseUrl, apiKey: 'none' }
    const settings = { endpoint, model: 'test-model', instructions: undefined, history }
    const agent = await createAgent({ name: 'openai', timeoutMs: 10_000, ...settings })
    return { ...model, agent }
  },
  async http() {
    const service = await startScriptedServer(eventStream([{ type: 'text', delta: 'Hi' }]))
    const settings = { url: service.url, secret: 'x'.repeat(32), greets: false, history }
    const agent = await createAgent({ name: 'http', timeoutMs: 10_000, ...settings })
    return { ...service, agent }
  },
}

test.each(Object.entries(AGENTS))(
  'the agent %s reads of 10,000 messages what it reads of 100: one page',
  { timeout: 60_000 },
  async (_name, startAgent) => {
    await using redis = await startRedis()
    await using started = await startAgent()
    await using api = await startApi({ store: redisStore(redis.url), agent: started.agent })
    const raw = new Redis(redis.url)
    const owner = newOwner()
    const mine = api.store.forOwner(owner)
    const { conversation } = await api.as(owner)
    const costs = []
    for (const count of [100, 9950]) {
      const conversationId = await startWith(mine, count)
      // The first send loads the scripts.
      await conversation.send.mutate({ conversationId, content: text('Hello') })
      const before = await readCost(raw)
      await conversation.send.mutate({ conversationId, content: text('Hello again') })
      const after = await readCost(raw)
      costs.push({ lists: after.lists - before.lists, bytes: after.bytes - before.bytes })
    }
    raw.disconnect()
    const [ofSmall, ofLarge] = costs
    expect(ofSmall?.lists).toBeGreaterThan(0)
    expect(ofSmall?.bytes).toBeGreaterThan(3000)
    expect(ofLarge?.lists).toBe(ofSmall?.lists)
    // 40 messages are some 4 KB; 10,000 are a megabyte. Counts have more digits in the large one.
    expect(Math.abs((ofLarge?.bytes ?? 0) - (ofSmall?.bytes ?? 0))).toBeLessThan(1000)
    const asked = started.requests.at(-1)?.body ?? ''
    expect(asked).toContain('message 9949')
    expect(asked).toContain('message 9920')
    expect(asked).not.toContain('message 9900')
  },
)

async function startWith(mine: OwnerConversations, count: number): Promise<string> {
  const { id } = (await mine.start()).conversation
  for (let from = 0; from < count; from += 50) {
    const messages = Array.from({ length: 50 }, (_each, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: text(`message ${from + index}`),
    }))
    await mine.append(id, { messages })
  }
  return id
}

/** By the server's own count: reads of lists, and what it has sent. */
async function readCost(raw: Redis) {
  const [commands, stats] = [await raw.info('commandstats'), await raw.info('stats')]
  const numberIn = (report: string, pattern: RegExp) => Number(pattern.exec(report)?.[1] ?? 0)
  return {
    lists: numberIn(commands, /cmdstat_lrange:calls=(\d+)/),
    bytes: numberIn(stats, /total_net_output_bytes:(\d+)/),
  }
}
