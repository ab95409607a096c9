import type { RedisCluster } from '@threadkeep/store/testing'
import type { Members } from './groups.ts'

/** Moves a slot that holds conversations from one master to another, key by key. */
export async function moveSlot({ admins, masters }: RedisCluster & Members): Promise<void> {
  const owners = admins.slice(0, masters.length)
  for (const [index, from] of owners.entries()) {
    const [key] = await from.keys('user:*')
    const to = owners[(index + 1) % owners.length]
    const target = masters[(index + 1) % owners.length]
    if (key === undefined || to === undefined || target === undefined) continue
    const slot = await from.cluster('KEYSLOT', key)
    const [fromId, toId] = [await from.cluster('MYID'), await to.cluster('MYID')]
    await to.cluster('SETSLOT', slot, 'IMPORTING', String(fromId))
    await from.cluster('SETSLOT', slot, 'MIGRATING', String(toId))
    for (;;) {
      const keys = await from.cluster('GETKEYSINSLOT', slot, 1)
      const [next] = Array.isArray(keys) ? keys : []
      if (typeof next !== 'string') break
      await from.migrate(target.host, target.port, next, 0, 5000)
    }
    for (const owner of [to, from]) await owner.cluster('SETSLOT', slot, 'NODE', String(toId))
    return
  }
  throw new Error('no master holds a conversation')
}
