import type { RedisAddress } from '../../src/config.ts'
import {
  type RedisServer,
  type SentinelGroup,
  type SentinelOptions,
  startCluster,
  startRedis,
  startSentinel,
} from '../../testing/index.ts'
import { pollUntil } from '../../testing/servers/poll.ts'
import { openPlain } from '../redis/live-support.ts'
import type { Arrange, Arranged } from './states.ts'

const inCluster = (url: string): Arranged['settings'] => ({ address: { mode: 'cluster', url } })

async function state(server: RedisServer): Promise<string> {
  const admin = openPlain(server)
  const info = String(await admin.cluster('INFO'))
  admin.disconnect()
  return info
}

const CLUSTER_STATES: Record<string, Arrange> = {
  async 'cluster without a majority'(keep) {
    const cluster = keep(await startCluster({ nodeTimeoutMs: 500 }))
    const [survivor] = cluster.masters
    if (survivor === undefined) throw new Error('a cluster without masters')
    return {
      settings: inCluster(survivor.url),
      async strike() {
        await Promise.all(
          cluster.nodes.filter((node) => node !== survivor).map((node) => node.kill()),
        )
        await pollUntil('the survivor knows', async () =>
          (await state(survivor)).includes('cluster_state:fail'),
        )
      },
    }
  },
  async 'cluster that is down at the start'(keep) {
    const server = keep(await startRedis({ config: { 'cluster-enabled': 'yes' } }))
    const admin = openPlain(server)
    await admin.cluster('ADDSLOTS', ...Array.from({ length: 100 }, (_, slot) => slot))
    admin.disconnect()
    return { settings: inCluster(server.url) }
  },
  async 'cluster whose slots nobody has'(keep) {
    const server = keep(await startRedis({ config: { 'cluster-enabled': 'yes' } }))
    return { settings: inCluster(server.url) }
  },
  async 'no cluster where one is expected'(keep) {
    return { settings: inCluster(keep(await startRedis()).url) }
  },
  async 'cluster seed that is down'() {
    return { settings: inCluster('redis://127.0.0.1:1') }
  },
}

type SentinelAddress = Extract<RedisAddress, { mode: 'sentinel' }>

const GUARDED = { sentinelPassword: 'secret' }

function withSentinels(
  options: SentinelOptions,
  settings: Partial<SentinelAddress> = {},
  prepare: (group: SentinelGroup) => Promise<unknown> = async () => {},
): Arrange {
  return async (keep) => {
    const group = keep(await startSentinel(options))
    await prepare(group)
    const sentinels = group.sentinels.map(({ host, port }) => ({ host, port }))
    const { name } = group
    return { settings: { address: { mode: 'sentinel', name, sentinels, tls: false, ...settings } } }
  }
}

export const GROUP_STATES: Record<string, Arrange> = {
  ...CLUSTER_STATES,
  'sentinels with a password': withSentinels(GUARDED),
  'sentinels with another password': withSentinels(GUARDED, { sentinelPassword: 'other' }),
  'sentinels that know no such master': withSentinels({}, { name: 'nobody' }),
  'sentinels that are down': withSentinels({}, {}, ({ sentinels }) =>
    Promise.all(sentinels.map((sentinel) => sentinel.kill())),
  ),
}
