import { randomUUID } from 'node:crypto'
import { DEFAULT_LIMITS, type Owner, STATUSES } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { ownerKey } from '../../src/codec/owner-key.ts'
import type { RedisStoreConfig } from '../../src/config.ts'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { createStore, type StoreOptions } from '../../src/create-store.ts'
import { layoutKey, type OwnerKeys, ownerKeys } from '../../src/redis/keys.ts'
import type { Script } from '../../src/redis/scripts/registry.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { startRedis } from '../../testing/index.ts'

/** A Redis of this test's own, with a hand on its raw keys. */
export interface RawRedis extends AsyncDisposable {
  url: string
  raw: Redis
  /** Every key of the server's owners: not the one of the layout, which the whole store has. */
  keys(): Promise<string[]>
}

export async function startRawRedis(config: Record<string, string> = {}): Promise<RawRedis> {
  const server = await startRedis({ config })
  const raw = new Redis(server.url)
  return {
    url: server.url,
    raw,
    keys: async () => (await raw.keys('*')).filter((key) => key !== layoutKey()).sort(),
    async [Symbol.asyncDispose]() {
      raw.disconnect()
      await server.stop()
    },
  }
}

/** How often the call runs this script. Of all scripts the count would be wrong: health checks run some too. */
export async function countRuns(
  { raw }: RawRedis,
  script: Script,
  call: (soFar: () => number) => Promise<unknown>,
): Promise<number> {
  const monitor = await raw.monitor()
  const mark = randomUUID()
  let count = 0
  const isCounted = new Promise<void>((resolve) => {
    monitor.on('monitor', (_time: string, args: string[]) => {
      if (args[1] === script.sha) count += 1
      if (args[1] === mark) resolve()
    })
  })
  await call(() => count)
  await raw.echo(mark)
  await isCounted
  monitor.disconnect()
  return count
}

export function openStore(
  url: string,
  settings: Partial<RedisStoreConfig> = {},
  options: StoreOptions = {},
): ConversationStore {
  return createStore(storeConfig({ address: { mode: 'standalone', url }, ...settings }), options)
}

export function storeConfig(
  settings: Pick<RedisStoreConfig, 'address'> & Partial<RedisStoreConfig>,
): RedisStoreConfig {
  return {
    kind: 'redis',
    ttlSeconds: 3600,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs: 5000,
    waitReplicas: 0,
    ...settings,
  }
}

export function newOwner(): Owner {
  return { tenantId: `tenant-${randomUUID()}`, userId: 'user' }
}

export function keysOf(owner: Owner, prefix?: string): OwnerKeys {
  return ownerKeys(ownerKey(owner), prefix)
}

/** A few of everything. */
export async function mixedHistory(mine: OwnerConversations): Promise<void> {
  for (const [index, status] of [...STATUSES, ...STATUSES].entries()) {
    const { id } = (await mine.start({ idempotencyKey: `k${index}` })).conversation
    await mine.append(id, { messages: [text('a'), text('b')], idempotencyKey: 'k' })
    await mine.update(id, { title: `title ${index}`, externalId: `agent-${index}` })
    await mine.setStatus(id, status)
  }
  const { id } = (await mine.start({ externalId: 'agent-deleted' })).conversation
  await mine.delete(id)
}
