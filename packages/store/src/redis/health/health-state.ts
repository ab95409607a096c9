/**
 * What is held of Redis between two looks at it. To callers `doubtful` is healthy still, and
 * `recovering` not yet.
 */
export type HealthState = 'unknown' | 'healthy' | 'doubtful' | 'unhealthy' | 'recovering'

/** `contradicted`: the look failed, while calls of users were answered. */
export type Look = 'good' | 'bad' | 'contradicted'

/**
 * One lost PING takes no server out of service that is answering calls, two in a row do. Where
 * nothing is answered at all, the first is enough. Back in service takes two good looks, so that a
 * server which comes up only to fall over again is not announced each time.
 */
const NEXT: Record<HealthState, Record<Look, HealthState>> = {
  unknown: { good: 'healthy', bad: 'unhealthy', contradicted: 'doubtful' },
  healthy: { good: 'healthy', bad: 'unhealthy', contradicted: 'doubtful' },
  doubtful: { good: 'healthy', bad: 'unhealthy', contradicted: 'unhealthy' },
  unhealthy: { good: 'recovering', bad: 'unhealthy', contradicted: 'unhealthy' },
  recovering: { good: 'healthy', bad: 'unhealthy', contradicted: 'unhealthy' },
}

export const nextHealth = (state: HealthState, look: Look): HealthState => NEXT[state][look]

export const isHealthy = (state: HealthState): boolean =>
  state === 'healthy' || state === 'doubtful'
