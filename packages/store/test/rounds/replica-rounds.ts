/**
 * What is acknowledged with REDIS_WAIT_REPLICAS=1 survives its master: `pnpm test:rounds`. In each round
 * the way to the replica is cut while messages are appended, connections are killed, whatever was not
 * acknowledged is repeated by another process's store; then the master dies and the replica takes over.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { startProxy, startRedis } from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, openStore } from '../redis/support.ts'
import { seededRandom } from './random.ts'

const ROUNDS = Number(process.env['ROUNDS'] ?? 100)
const SEED = Number(process.env['ROUNDS_SEED'] ?? 1)
const CALLERS = 6
const LOAD_MS = 700

interface Tally {
  acknowledged: number
  replayed: number
  refused: number
  lost: number
  doubled: number
}

async function round(seed: number, tally: Tally): Promise<void> {
  const random = seededRandom(seed)
  await using master = await startRedis({ config: { 'repl-diskless-sync-delay': '0' } })
  await using way = await startProxy({ port: master.port })
  await using replica = await startRedis({ config: { replicaof: `127.0.0.1 ${way.port}` } })
  const admin = new Redis(master.url)
  await pollUntil('the replica is counted', async () =>
    (await admin.info('replication')).includes('state=online'),
  )
  const open = () => openStore(master.url, { commandTimeoutMs: 400, waitReplicas: 1 })
  const stores = [open(), open()]
  const owner = newOwner()
  let id = ''
  await pollUntil('a conversation is acknowledged', async () => {
    id = (await started(stores[0], owner))?.id ?? ''
    return id !== ''
  })
  const acknowledged = new Set<string>()
  const end = Date.now() + LOAD_MS

  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let count = 0; Date.now() < end; count++) {
      const said = `${caller}.${count}`
      const input = { messages: [text(said)], idempotencyKey: said }
      // The first time by one process, what was not acknowledged by the other.
      for (const store of stores) {
        const answer = await store
          .forOwner(owner)
          .append(id, input)
          .catch(() => undefined)
        if (answer === undefined) {
          tally.refused += 1
          continue
        }
        acknowledged.add(said)
        tally.acknowledged += 1
        if (answer.replayed) tally.replayed += 1
        break
      }
    }
  })
  await pause(random() * LOAD_MS * 0.8)
  way.inject({ kind: 'black-hole' })
  const isBrief = random() < 0.4
  while (Date.now() < end) {
    if (random() < 0.5) await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await pause(40 + random() * 120)
    if (isBrief && random() < 0.3) way.heal()
    else if (isBrief) way.inject({ kind: 'black-hole' })
  }
  await Promise.all(callers)
  admin.disconnect()
  await master.kill()
  way.cutAll()
  await Promise.all(stores.map((store) => store.close()))
  await count(replica.url, owner, id, acknowledged, tally)
}

async function started(store: ConversationStore | undefined, owner: ReturnType<typeof newOwner>) {
  return (await store?.forOwner(owner).start())?.conversation
}

async function count(
  url: string,
  owner: ReturnType<typeof newOwner>,
  id: string,
  acknowledged: Set<string>,
  tally: Tally,
): Promise<void> {
  const promoted = new Redis(url)
  await promoted.replicaof('NO', 'ONE')
  promoted.disconnect()
  const store = openStore(url)
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
  await store.close()
  tally.lost += [...acknowledged].filter((said) => !found.has(said)).length
  tally.doubled += [...found.values()].filter((times) => times > 1).length
}

const total: Tally = { acknowledged: 0, replayed: 0, refused: 0, lost: 0, doubled: 0 }
for (let n = 0; n < ROUNDS; n++) {
  const before = { ...total }
  await round(SEED + n, total)
  if (total.lost > before.lost || total.doubled > before.doubled)
    console.log(`ROUNDS_SEED=${SEED + n}`)
}
const server = process.env['TEST_REDIS_SERVER'] ?? 'the installed server'
console.log(
  `${server}, ${ROUNDS} rounds from seed ${SEED}: ${total.acknowledged} acknowledged ` +
    `(${total.replayed} as repeats), ${total.refused} refused, ${total.lost} lost, ${total.doubled} doubled`,
)
process.exit(total.lost + total.doubled === 0 ? 0 : 1)
