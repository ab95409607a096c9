import { Redis } from 'ioredis'
import type { RedisAddress } from '../../src/config.ts'
import type { SentinelGroup } from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { openStore } from '../redis/support.ts'
import { type Conversation, count } from './appends.ts'
import type { Tally } from './tally.ts'

type SentinelAddress = Extract<RedisAddress, { mode: 'sentinel' }>

export function addressOf({ name, sentinels }: SentinelGroup): SentinelAddress {
  const addresses = sentinels.map(({ host, port }) => ({ host, port }))
  return { mode: 'sentinel', name, sentinels: addresses, tls: false }
}

export async function untilPromoted({ name, master, sentinels }: SentinelGroup): Promise<void> {
  const sentinel = new Redis(sentinels[0]?.port ?? 0)
  await pollUntil('a replica is promoted', async () => {
    const reply = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)
    return Array.isArray(reply) && Number(reply[1]) !== master.port
  })
  sentinel.disconnect()
}

/** By Sentinel: on a busy machine it may have promoted another server since. */
export async function countAtMaster(
  address: SentinelAddress,
  { owner, id }: Conversation,
  acknowledged: Set<string>,
  tally: Tally,
): Promise<void> {
  const store = openStore('', { address, commandTimeoutMs: 5000 })
  await pollUntil('the conversation can be read', async () =>
    store
      .forOwner(owner)
      .get(id)
      .then(() => true),
  )
  await count(store, { owner, id }, acknowledged, tally)
  await store.close()
}
