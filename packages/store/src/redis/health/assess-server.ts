/** Facts about one server. */
export interface ServerFacts {
  /** A field of INFO. */
  info(name: string): string | undefined
  /** CONFIG GET save; undefined if CONFIG is forbidden. */
  save: string | undefined
  isClusterClient: boolean
  waitReplicas: number
}

export interface Assessment {
  /** Broken promises: the server must not be used. */
  problems: string[]
  /** Weakened promises. */
  warnings: string[]
}

const OLDEST_MAJOR = 6
/** From this version on, scripts respect min-replicas-to-write. */
const MIN_REPLICAS_MAJOR = 7
const HOUR_SECONDS = 3600

/** Checks a server against the store's promises. Every sentence names the promise at risk. */
export function assessServer(facts: ServerFacts): Assessment {
  const rules: [holds: boolean, problem: string][] = [
    [facts.info('role') === 'slave', 'Redis is a replica here and takes no changes.'],
    [
      modeOf(facts) === 'cluster' && !facts.isClusterClient,
      'Redis is a cluster: set REDIS_CLUSTER=true.',
    ],
    [
      majorOf(facts) < OLDEST_MAJOR,
      'Redis is older than 6.0: its scripts cannot do what changes need.',
    ],
    [
      facts.waitReplicas > Number(facts.info('connected_slaves') ?? Number.POSITIVE_INFINITY),
      'Redis has fewer replicas than REDIS_WAIT_REPLICAS: no change can be acknowledged.',
    ],
  ]
  return { problems: holding(rules), warnings: warningsOf(facts) }
}

function warningsOf(facts: ServerFacts): string[] {
  const policy = facts.info('maxmemory_policy') ?? 'noeviction'
  const replicas = Number(facts.info('connected_slaves') ?? 0)
  return holding([
    [
      policy !== 'noeviction',
      `Redis may evict conversations (maxmemory-policy ${policy}): set noeviction.`,
    ],
    [
      isNothingPersisted(facts),
      'Redis keeps nothing on disk: a restart of it loses every conversation. Set appendonly yes.',
    ],
    [
      hasOnlySnapshots(facts) && replicas === 0,
      'Redis keeps snapshots alone: a crash of it loses what changed since the last one. Set appendonly yes.',
    ],
    [
      facts.waitReplicas > 0 && replicas > facts.waitReplicas,
      `A change waits for ${facts.waitReplicas} of ${replicas} replicas (REDIS_WAIT_REPLICAS): a master ` +
        'that lives on after a failover may acknowledge changes that are then lost.',
    ],
    [
      facts.waitReplicas === 0 &&
        facts.info('min_slaves_good_slaves') !== undefined &&
        majorOf(facts) < MIN_REPLICAS_MAJOR,
      'Redis before 7 does not hold scripts to min-replicas-to-write: a master that is cut off ' +
        'goes on acknowledging changes that a failover loses. Set REDIS_WAIT_REPLICAS.',
    ],
  ])
}

/** Without CONFIG: every usual save rule would have saved within an hour of a change. */
function isNothingPersisted({ info, save }: ServerFacts): boolean {
  if (info('aof_enabled') !== '0') return false
  if (save !== undefined) return save === ''
  const age = Number(info('server_time_usec')) / 1e6 - Number(info('rdb_last_save_time'))
  return Number(info('rdb_changes_since_last_save')) > 0 && age > 2 * HOUR_SECONDS
}

/** Without CONFIG nobody knows: where Redis is a service, copies may be kept that INFO does not tell of. */
function hasOnlySnapshots({ info, save }: ServerFacts): boolean {
  return info('aof_enabled') === '0' && save !== undefined && save !== ''
}

const modeOf = ({ info }: ServerFacts) => info('server_mode') ?? info('redis_mode')

/** Valkey began with version 7.2, and reports that as its Redis version. */
const majorOf = ({ info }: ServerFacts) => Number.parseInt(info('redis_version') ?? '7', 10)

const holding = (rules: [boolean, string][]): string[] =>
  rules.filter(([holds]) => holds).map(([, text]) => text)
