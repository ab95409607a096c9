import type { FaultCase } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { holdsCluster, onCluster, onSentinel, settled, takenOver } from './support/groups.ts'
import { moveSlot } from './support/move-slot.ts'
import { LONG } from './support/settings.ts'

/** A failover may outlast a deadline, and touches one master of several. */
const FAILOVER = { rejected: 'some', health: 'either', deadlineMs: 1000, durationMs: 3000 } as const

const CONFIRMED = { ...FAILOVER, variables: { REDIS_WAIT_REPLICAS: '1' } }
const UNCONFIRMED = { ...FAILOVER, mayLose: true }

const NO_MAJORITY = { ...FAILOVER, rejected: 'all', health: 'unhealthy' } as const

const MASTERS = 3

const clusterMasterKilled = onCluster(
  async ({ masters: [first], admins }) => {
    await first?.kill()
    await takenOver(admins.slice(1), MASTERS)
  },
  async (group) => {
    await group.masters[0]?.restart()
    await settled(group, MASTERS)
  },
)

const clusterMasterFrozen = onCluster(
  async ({ masters: [first], admins }) => {
    first?.signal('SIGSTOP')
    await takenOver(admins.slice(1), MASTERS)
  },
  async (group) => {
    group.masters[0]?.signal('SIGCONT')
    await settled(group, MASTERS)
  },
)

/** One of three is left: too few to choose another master for anybody. */
const noMajority = onCluster(
  async ({ masters, replicas, admins }) => {
    for (const server of [...masters.slice(1), ...replicas.slice(1)]) server.signal('SIGSTOP')
    await holdsCluster(admins.slice(0, 1), 'fail')
  },
  async (group) => {
    for (const server of group.servers) server.signal('SIGCONT')
    await settled(group, MASTERS)
    await holdsCluster(group.admins, 'ok')
  },
)

const manualFailover = onCluster(
  async (group) => {
    await group.admins[MASTERS]?.cluster('FAILOVER')
    await settled(group, MASTERS)
  },
  (group) => settled(group, MASTERS),
)

const sentinelFrozen = onSentinel(
  async ({ master, admins }) => {
    master.signal('SIGSTOP')
    await takenOver(admins.slice(1), 1)
  },
  // From here on two call themselves master, until the sentinels demote the one that slept.
  async (group) => {
    group.master.signal('SIGCONT')
    await settled(group, 1)
  },
)

const sentinelKilled = onSentinel(
  async ({ master, admins }) => {
    await master.kill()
    await takenOver(admins.slice(1), 1)
  },
  async (group) => {
    await group.master.restart()
    await settled(group, 1)
  },
)

const SHORT: FaultCase[] = [
  { ...CONFIRMED, name: 'cluster, WAIT 1: master killed', arrange: clusterMasterKilled },
  {
    ...FAILOVER,
    name: 'cluster: slot moved',
    durationMs: 500,
    arrange: onCluster(moveSlot, (group) => settled(group, MASTERS)),
  },
]

const REST: FaultCase[] = [
  { ...CONFIRMED, name: 'sentinel, WAIT 1: master frozen', arrange: sentinelFrozen },
  { ...UNCONFIRMED, name: 'cluster: master killed', arrange: clusterMasterKilled },
  { ...CONFIRMED, name: 'cluster, WAIT 1: master frozen', arrange: clusterMasterFrozen },
  { ...UNCONFIRMED, name: 'cluster: master frozen', arrange: clusterMasterFrozen },
  { ...NO_MAJORITY, name: 'cluster: no majority', arrange: noMajority },
  { ...FAILOVER, name: 'cluster: manual failover', arrange: manualFailover },
  { ...CONFIRMED, name: 'sentinel, WAIT 1: master killed', arrange: sentinelKilled },
  { ...UNCONFIRMED, name: 'sentinel: master killed', arrange: sentinelKilled },
  { ...UNCONFIRMED, name: 'sentinel: master frozen', arrange: sentinelFrozen },
]

faultSuite('a master that is replaced', LONG ? [...SHORT, ...REST] : SHORT)
