import { setTimeout as pause } from 'node:timers/promises'
import type { Owner } from '@threadkeep/shared'
import type { Redis } from 'ioredis'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import type { Tally } from './tally.ts'

const CALLERS = 6
/** After a rejection by every store: an open breaker rejects at once. */
const REJECTED_PAUSE_MS = 5

/** A conversation whose start was acknowledged. */
export async function startAcknowledged(store: ConversationStore, owner: Owner): Promise<string> {
  let id = ''
  await pollUntil('a conversation is acknowledged', async () => {
    id = (await store.forOwner(owner).start()).conversation.id
    return true
  })
  return id
}

export interface Conversation {
  owner: Owner
  id: string
}

interface Load extends Conversation {
  /** Tried one after the other: what one process was not acknowledged is repeated by the next. */
  stores: ConversationStore[]
  isOver(): boolean
}

/** Appends by several callers until the load ends. Returns the acknowledged texts. */
export async function appendUntil(load: Load, tally: Tally): Promise<Set<string>> {
  const acknowledged = new Set<string>()
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let count = 0; !load.isOver(); count++) {
      const said = `${caller}.${count}`
      const input = { messages: [text(said)], idempotencyKey: said }
      let isAcknowledged = false
      for (const store of load.stores) {
        const result = await store
          .forOwner(load.owner)
          .append(load.id, input)
          .catch(() => undefined)
        if (result === undefined) {
          tally.rejected += 1
          continue
        }
        isAcknowledged = true
        acknowledged.add(said)
        tally.acknowledged += 1
        if (result.replayed) tally.replayed += 1
        break
      }
      if (!isAcknowledged) await pause(REJECTED_PAUSE_MS)
    }
  })
  await Promise.all(callers)
  return acknowledged
}

/** Kills the connections of all clients, and counts those that wait for a replica. */
export async function killConnections(admin: Redis, tally: Tally): Promise<void> {
  const clients = String(await admin.client('LIST'))
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  tally.killedInWait += clients.split('cmd=wait ').length - 1
}

/** What of it the store has, and has once. */
export async function count(
  store: ConversationStore,
  { owner, id }: Conversation,
  acknowledged: Set<string>,
  tally: Tally,
): Promise<void> {
  const found = new Map<string, number>()
  for (let afterSeq = 0, hasMore = true; hasMore; ) {
    const page = await store.forOwner(owner).messages(id, { afterSeq, limit: 100 })
    for (const { content } of page.items) {
      const said = content.type === 'text' ? content.text : ''
      found.set(said, (found.get(said) ?? 0) + 1)
    }
    afterSeq += page.items.length
    hasMore = page.hasMore
  }
  tally.lost += [...acknowledged].filter((said) => !found.has(said)).length
  tally.doubled += [...found.values()].filter((times) => times > 1).length
}
