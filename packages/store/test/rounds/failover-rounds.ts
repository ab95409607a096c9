/**
 * In each round the master of a Sentinel group is lost while messages are appended and connections are
 * killed: it dies, or freezes and comes back after a replica was promoted, or is demoted on command. What was
 * not acknowledged is repeated by another process's store. A master that is demoted on command lives on, one
 * that froze comes back, and what another replica confirms to them is lost: there changes wait for all
 * replicas, as docs/operations.md says.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type SentinelGroup, startSentinel } from '../../testing/index.ts'
import { createRandom } from '../../testing/random.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { newOwner, openStore } from '../redis/support.ts'
import { appendUntil, killConnections, startAcknowledged } from './appends.ts'
import { addressOf, countAtMaster, untilPromoted } from './sentinel-group.ts'
import { runRounds, type Tally } from './tally.ts'

/** How a master is lost, and how many of its two replicas a change waits for. */
const LOSSES = [
  { until: 0.5, lose: die, waitReplicas: 1 },
  { until: 0.75, lose: freeze, waitReplicas: 2 },
  { until: 1, lose: demote, waitReplicas: 2 },
] as const
const MAX_KILLS = 4

/** What is to be done once a replica is promoted. */
type ComeBack = () => void
const stayAway: ComeBack = () => {}

async function die({ master }: SentinelGroup): Promise<ComeBack> {
  await master.kill()
  return stayAway
}

async function freeze({ master }: SentinelGroup): Promise<ComeBack> {
  master.signal('SIGSTOP')
  return () => master.signal('SIGCONT')
}

async function demote({ name, sentinels }: SentinelGroup): Promise<ComeBack> {
  const sentinel = new Redis(sentinels[0]?.port ?? 0)
  await pollUntil('a failover begins', async () => {
    await sentinel.call('SENTINEL', 'FAILOVER', name)
    return true
  })
  sentinel.disconnect()
  return stayAway
}

async function round(seed: number, tally: Tally): Promise<void> {
  const random = createRandom(seed)
  const how = random()
  const { lose, waitReplicas } = LOSSES.find(({ until }) => how < until) ?? LOSSES[0]
  await using group = await startSentinel({ downAfterMs: 500 })
  const address = addressOf(group)
  const open = () => openStore('', { address, commandTimeoutMs: 400, waitReplicas })
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
  const comeBack = await lose(group)
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
