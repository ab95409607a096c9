/**
 * The health of Redis between two probes. To callers `suspect` is still healthy, and `recovering`
 * not yet.
 */
export type HealthState = 'unknown' | 'healthy' | 'suspect' | 'unhealthy' | 'recovering'

/** `inconclusive`: the probe failed, but calls of users succeeded. */
export type Finding = 'good' | 'bad' | 'inconclusive'

/**
 * One failed probe does not make a server unhealthy while calls succeed; two in a row do. If no
 * call succeeds, the first is enough. Recovery takes two good probes, so that a server that fails
 * again at once is not reported as healthy.
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
