/**
 * What is held of Redis between two probes at it. To callers `suspect` is healthy still, and
 * `recovering` not yet.
 */
export type HealthState = 'unknown' | 'healthy' | 'suspect' | 'unhealthy' | 'recovering'

/** `inconclusive`: the probe failed, while calls of users were answered. */
export type Finding = 'good' | 'bad' | 'inconclusive'

/**
 * One lost PING takes no server out of service that is answering calls, two in a row do. Where
 * nothing is answered at all, the first is enough. Back in service takes two good probes, so that a
 * server which comes up only to fall over again is not announced each time.
 */
const NEXT: Record<HealthState, Record<Finding, HealthState>> = {
  unknown: { good: 'healthy', bad: 'unhealthy', inconclusive: 'suspect' },
  healthy: { good: 'healthy', bad: 'unhealthy', inconclusive: 'suspect' },
  suspect: { good: 'healthy', bad: 'unhealthy', inconclusive: 'unhealthy' },
  unhealthy: { good: 'recovering', bad: 'unhealthy', inconclusive: 'unhealthy' },
  recovering: { good: 'healthy', bad: 'unhealthy', inconclusive: 'unhealthy' },
}

export const nextHealth = (state: HealthState, finding: Finding): HealthState =>
  NEXT[state][finding]

export const isHealthy = (state: HealthState): boolean => state === 'healthy' || state === 'suspect'
