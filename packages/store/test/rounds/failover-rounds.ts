/**
 * In each round the master of a Sentinel group is lost while messages are appended and connections are
 * killed: it dies, or freezes and comes back after a replica was promoted, or is demoted on command. What was
 * not acknowledged is repeated by another process's store.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type SentinelGroup, startSentinel } from '../../testing/index.ts'
import { createRandom, type Random } from '../../testing/random.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, openStore } from '../redis/support.ts'
import { appendUntil, killConnections, startAcknowledged } from './appends.ts'
import { addressOf, countAtMaster, untilPromoted } from './sentinel-group.ts'
import { runRounds, type Tally } from './tally.ts'

const DIES = 0.5
const FREEZES = 0.25
const MAX_KILLS = 4

/** Takes the master away, and returns what is to be done once a replica is promoted. */
async function loseMaster(group: SentinelGroup, random: Random): Promise<() => void> {
  const how = random()
  if (how < DIES) await group.master.kill()
  else if (how < DIES + FREEZES) {
    group.master.signal('SIGSTOP')
    return () => group.master.signal('SIGCONT')
  } else await demote(group)
  return () => {}
}

async function demote({ name, sentinels }: SentinelGroup): Promise<void> {
  const sentinel = new Redis(sentinels[0]?.port ?? 0)
  await pollUntil('a failover begins', async () => {
    await sentinel.call('SENTINEL', 'FAILOVER', name)
    return true
  })
  sentinel.disconnect()
}

async function round(seed: number, tally: Tally): Promise<void> {
  const random = createRandom(seed)
  await using group = await startSentinel({ downAfterMs: 500 })
  const address = addressOf(group)
  const open = () => openStore('', { address, commandTimeoutMs: 400, waitReplicas: 1 })
  const [one, other] = [open(), open()]
  const owner = newOwner()
  const id = await startAcknowledged(one, owner)
  let isOver = false
  const appended = appendUntil({ stores: [one, other], owner, id, isOver: () => isOver }, tally)

  const admin = new Redis(group.master.port).on('error', () => {})
  for (let n = Math.floor(random() * MAX_KILLS); n >= 0; n--) {
    await pause(random() * 200)
    await killConnections(admin, tally)
  }
  await pause(random() * 100)
  const comeBack = await loseMaster(group, random)
  admin.disconnect()
  await untilPromoted(group)
  await pause(random() * 500)
  comeBack()
  await pause(300 + random() * 700)
  isOver = true
  const acknowledged = await appended
  await Promise.all([one.close(), other.close()])
  await countAtMaster(address, { owner, id }, acknowledged, tally)
}

await runRounds('failover by Sentinel', round)
