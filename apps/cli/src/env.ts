import { parseEntraEnv, withEntraTokens } from '@threadkeep/entra'
import { EnvError, parseStoreEnv, type RedisStoreConfig } from '@threadkeep/store'
import type { ArchiveCredentials } from './io.ts'

/** The server's own settings. Throws EnvError naming every bad variable. */
export function readRedisConfig(source = process.env): RedisStoreConfig {
  const config = parseStoreEnv(source)
  if (config.kind === 'redis') {
    return withEntraTokens(config, config.entra && parseEntraEnv(source))
  }
  const message =
    'is not set (nor REDIS_HOSTNAME, nor REDIS_SENTINELS): there is no Redis to work on'
  throw new EnvError([{ variable: 'REDIS_URL', message }])
}

/** By the names that Azure's own tools read. */
export function readArchiveCredentials(source = process.env): ArchiveCredentials {
  return {
    connectionString: source['AZURE_STORAGE_CONNECTION_STRING'] || undefined,
    sasToken: source['AZURE_STORAGE_SAS_TOKEN'] || undefined,
  }
}
