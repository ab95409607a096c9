/** What a store reports about itself. It contains no host names, credentials or error texts. */
export type StoreHealth = {
  status: 'healthy' | 'unhealthy'
  /** Round trip of the last check in milliseconds; null without a response. */
  latencyMs: number | null
  /** ISO 8601 UTC. */
  checkedAt: string
  /** What the server reports about itself; null for memory, or while it does not respond. */
  server: { version: string; role: string; evictionPolicy: string } | null
  /** Settings that put conversations at risk, in words for an operator. */
  warnings: string[]
}

/** The body of `GET /health` and of the `health` procedure. */
export type HealthReport = {
  status: 'healthy' | 'unhealthy'
  store: 'redis' | 'memory'
  redisStatus: 'healthy' | 'unhealthy' | 'not_configured'
  redisLatencyMs: number | null
  redisVersion: string | null
  redisRole: string | null
  /** Whether there are keys to verify tokens with. Without them every call is a 503. */
  tokenKeysStatus: 'healthy' | 'unhealthy'
  warnings: string[]
  version: string
  uptimeSeconds: number
  checkedAt: string
}
