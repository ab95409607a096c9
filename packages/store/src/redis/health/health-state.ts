/**
 * What is held of Redis between two probes at it. To callers `doubtful` is healthy still, and
 * `recovering` not yet.
 */
export type HealthState = 'unknown' | 'healthy' | 'doubtful' | 'unhealthy' | 'recovering'

/** `contradicted`: the probe failed, while calls of users were answered. */
export type Finding = 'good' | 'bad' | 'contradicted'

/**
 * One lost PING takes no server out of service that is answering calls, two in a row do. Where
 * nothing is answered at all, the first is enough. Back in service takes two good probes, so that a
 * server which comes up only to fall over again is not announced each time.
 */
const NEXT: Record<HealthState, Record<Finding, HealthState>> = {
  unknown: { good: 'healthy', bad: 'unhealthy', contradicted: 'doubtful' },
  healthy: { good: 'healthy', bad: 'unhealthy', contradicted: 'doubtful' },
  doubtful: { good: 'healthy', bad: 'unhealthy', contradicted: 'unhealthy' },
  unhealthy: { good: 'recovering', bad: 'unhealthy', contradicted: 'unhealthy' },
  recovering: { good: 'healthy', bad: 'unhealthy', contradicted: 'unhealthy' },
}

export const nextHealth = (state: HealthState, finding: Finding): HealthState =>
  NEXT[state][finding]

export const isHealthy = (state: HealthState): boolean =>
  state === 'healthy' || state === 'doubtful'
