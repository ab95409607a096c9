import { SECRET } from '../../support/api.ts'
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts'

/** The server in production's settings, without an agent and with everything logged. */
export function startApiUnderTest(
  variables: Record<string, string>,
  deadlineMs: number,
): Promise<BuiltServer> {
  return startBuiltServer({
    NODE_ENV: 'production',
    AUTH_JWT_SECRET: SECRET,
    AGENT: 'none',
    LOG_LEVEL: 'trace',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    REDIS_COMMAND_TIMEOUT_MS: String(deadlineMs),
    ...variables,
  })
}
