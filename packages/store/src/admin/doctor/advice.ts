/** What to do about what a probe finds (health/), where its sentence does not say so itself. */
const ADVICE: readonly [sentence: RegExp, advice: string][] = [
  [/is a replica here/, 'Connect to the master, or by REDIS_SENTINELS.'],
  [/older than 6\.0/, 'Upgrade Redis.'],
  [
    /fewer replicas than REDIS_WAIT_REPLICAS|Fewer replicas than/,
    'Bring the replicas back, or lower REDIS_WAIT_REPLICAS.',
  ],
  [
    /that lives on after a failover/,
    'Set it to the number of replicas, if a change may fail while one is away.',
  ],
  [/fewer replicas than min-replicas/, 'Bring the replicas back.'],
  [
    /out of memory/,
    'Raise maxmemory, or make room: `threadkeep stats` says who has how much; erasing works.',
  ],
  [/cannot save to its disk/, 'Free the disk of Redis, and look at its log.'],
  [/right is missing/, 'Give the Redis user the rights of docs/operations.md (ACL SETUSER).'],
  [/stored layout/, 'Run the release that wrote it, or a later one.'],
  [/clock of Redis is/, 'Synchronise the clocks of both machines (NTP).'],
  [/clock of Redis was set/, 'Synchronise the clock of Redis (NTP).'],
]

export function adviceFor(sentence: string): string {
  return ADVICE.find(([pattern]) => pattern.test(sentence))?.[1] ?? ''
}
