import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts'
import { SECRET } from '../../support/tokens.ts'

export interface Demands {
  deadlineMs: number
  callsPerSecond: number
}

/** The server in production's settings, without an agent and with everything logged. */
export function startApiUnderTest(
  variables: Record<string, string>,
  { deadlineMs, callsPerSecond }: Demands,
): Promise<BuiltServer> {
  return startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    AGENT: 'none',
    LOG_LEVEL: 'trace',
    // Out of reach, and still so low that calls are counted in Redis every few seconds.
    RATE_LIMIT_PER_MINUTE: String(2 * 60 * callsPerSecond),
    REDIS_COMMAND_TIMEOUT_MS: String(deadlineMs),
    ...variables,
  })
}
