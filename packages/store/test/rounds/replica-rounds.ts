/**
 * In each round the way to the replica is cut while messages are appended, connections are killed, and what
 * was not acknowledged is repeated by another process's store; then the master dies and the replica takes
 * over.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startProxy, startRedis } from '../../testing/index.ts'
import { createRandom } from '../../testing/random.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, openStore } from '../redis/support.ts'
import { appendUntil, count, killConnections, startAcknowledged } from './appends.ts'
import { runRounds, type Tally } from './tally.ts'

const LOAD_MS = 700

async function round(seed: number, tally: Tally): Promise<void> {
  const random = createRandom(seed)
  await using master = await startRedis({ config: { 'repl-diskless-sync-delay': '0' } })
  await using way = await startProxy({ port: master.port })
  await using replica = await startRedis({ config: { replicaof: `127.0.0.1 ${way.port}` } })
  const admin = new Redis(master.url).on('error', () => {})
  await pollUntil('the replica is counted', async () =>
    (await admin.info('replication')).includes('state=online'),
  )
  const open = () => openStore(master.url, { commandTimeoutMs: 400, waitReplicas: 1 })
  const [one, other] = [open(), open()]
  const owner = newOwner()
  const id = await startAcknowledged(one, owner)
  const end = Date.now() + LOAD_MS
  const isOver = () => Date.now() >= end
  const appended = appendUntil({ stores: [one, other], owner, id, isOver }, tally)

  await pause(random() * LOAD_MS * 0.8)
  way.inject({ kind: 'black-hole' })
  const isBrief = random() < 0.4
  while (!isOver()) {
    if (random() < 0.5) await killConnections(admin, tally)
    await pause(40 + random() * 120)
    if (isBrief && random() < 0.3) way.heal()
    else if (isBrief) way.inject({ kind: 'black-hole' })
  }
  const acknowledged = await appended
  admin.disconnect()
  await master.kill()
  way.cutAll()
  await Promise.all([one.close(), other.close()])

  const promoted = new Redis(replica.url)
  await promoted.replicaof('NO', 'ONE')
  promoted.disconnect()
  const after = openStore(replica.url)
  await count(after, { owner, id }, acknowledged, tally)
  await after.close()
}

await runRounds('replica cut off, master lost', round)
