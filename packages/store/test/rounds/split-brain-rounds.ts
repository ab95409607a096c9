/**
 * In each round Sentinel promotes a replica while the old master is still there: cut off from the sentinels
 * and from its replicas, and not from clients, who go on calling it. What it did not acknowledge is repeated
 * by another process's store at the new master. Then the old master dies, or comes back and is demoted. Until
 * then another replica may follow one that comes back: there changes wait for all replicas, as
 * docs/operations.md says.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type RedisServer, startSentinel } from '../../testing/index.ts'
import { createRandom } from '../../testing/random.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, openStore } from '../redis/support.ts'
import { appendUntil, startAcknowledged } from './appends.ts'
import { addressOf, countAtMaster, untilPromoted } from './sentinel-group.ts'
import { runRounds, type Tally } from './tally.ts'

/* Clients have a user of their own, so that all others can be cut off by theirs. */
const USER = { username: 'app', password: 'secret' }
const COMES_BACK = 0.15
/** Sentinel looks several times before it believes that a master is to be a replica. */
const DEMOTION_TIMEOUT_MS = 120_000

async function addUser(server: RedisServer): Promise<void> {
  const admin = new Redis(server.url)
  await admin.acl('SETUSER', USER.username, 'on', `>${USER.password}`, '~*', '+@all')
  // Redis 6.0 has no rights to channels.
  await admin.acl('SETUSER', USER.username, 'allchannels').catch(() => undefined)
  admin.disconnect()
}

async function round(seed: number, tally: Tally): Promise<void> {
  const random = createRandom(seed)
  const [pauseBefore, pauseAfter] = [random() * 500, 300 + random() * 700]
  const comesBack = random() < COMES_BACK
  await using group = await startSentinel({ downAfterMs: 500 })
  const servers = [group.master, ...group.replicas]
  await Promise.all(servers.map(addUser))
  const address = { ...addressOf(group), ...USER }
  const waitReplicas = comesBack ? group.replicas.length : 1
  const open = () => openStore('', { address, commandTimeoutMs: 400, waitReplicas })
  const stores = [open()]
  const owner = newOwner()
  const id = stores[0] === undefined ? '' : await startAcknowledged(stores[0], owner)
  let isOver = false
  const appended = appendUntil({ stores, owner, id, isOver: () => isOver }, tally)

  await pause(pauseBefore)
  const old = new Redis(group.master.port, USER).on('error', () => {})
  await old.acl('SETUSER', 'default', 'off')
  await old.call('CLIENT', 'KILL', 'USER', 'default')
  await untilPromoted(group)
  stores.push(open())
  await pause(pauseAfter)
  if (comesBack) {
    await old.acl('SETUSER', 'default', 'on')
    const isDemoted = async () => (await old.info('replication')).includes('role:slave')
    await pollUntil('the old master is demoted', isDemoted, DEMOTION_TIMEOUT_MS)
    await pause(500)
  } else await group.master.kill()
  old.disconnect()
  await pause(300)
  isOver = true
  const acknowledged = await appended
  await Promise.all(stores.map((store) => store.close()))

  await countAtMaster(address, { owner, id }, acknowledged, tally)
}

await runRounds('split brain by Sentinel', round)
