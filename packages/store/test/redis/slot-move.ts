import type { Redis } from 'ioredis'

/** A slot that is on its way from one node to another. */
export interface SlotMove {
  from: Redis
  /** Its keys when the move began. */
  keys: string[]
  move(keys: readonly string[]): Promise<unknown>
  /** Moves what is left, and gives the slot to the other node. */
  finish(): Promise<void>
}

const PAGE = 100

/** The slot of this key, begun to move to a node that has nothing of it. */
export async function beginSlotMove(nodes: readonly Redis[], sampleKey: string): Promise<SlotMove> {
  const slot = Number(await nodes[0]?.cluster('KEYSLOT', sampleKey))
  const counts = await Promise.all(nodes.map((node) => node.cluster('COUNTKEYSINSLOT', slot)))
  const [from, to] = [
    nodes[counts.findIndex((count) => Number(count) > 0)],
    nodes[counts.findIndex((count) => Number(count) === 0)],
  ]
  if (from === undefined || to === undefined) throw new Error('no node has the owner')
  const [fromId, toId] = [String(await from.cluster('MYID')), String(await to.cluster('MYID'))]
  await to.cluster('SETSLOT', slot, 'IMPORTING', fromId)
  await from.cluster('SETSLOT', slot, 'MIGRATING', toId)
  const keysLeft = async (count: number) =>
    (await from.cluster('GETKEYSINSLOT', slot, count)).map(String)
  const move = (some: readonly string[]) =>
    from.call('MIGRATE', '127.0.0.1', String(to.options.port), '', '0', '5000', 'KEYS', ...some)
  return {
    from,
    keys: await keysLeft(10_000),
    move,
    async finish() {
      for (;;) {
        const left = await keysLeft(PAGE)
        if (left.length === 0) break
        await move(left)
      }
      await to.cluster('SETSLOT', slot, 'NODE', toId)
      for (const node of nodes) await node.cluster('SETSLOT', slot, 'NODE', toId)
    },
  }
}
