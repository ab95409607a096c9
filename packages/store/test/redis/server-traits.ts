import { chosenTestServer } from '../../testing/servers/test-servers.ts'

const chosen = chosenTestServer()?.[0]

/** For the tables of commands. */
export const SERVER_NAME = chosen ?? 'the installed server'

/** Redis before 7 does not hold scripts to min-replicas-to-write: docs/operations.md. */
export const SCRIPTS_HEED_MIN_REPLICAS = chosen !== '6.0'
