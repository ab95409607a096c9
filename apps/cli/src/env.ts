import { EnvError, parseStoreEnv, type RedisStoreConfig } from '@threadkeep/store'

/** The server's own settings. Throws EnvError naming every bad variable. */
export function readRedisConfig(source = process.env): RedisStoreConfig {
  const config = parseStoreEnv(source)
  if (config.kind === 'redis') return config
  const message =
    'is not set (nor REDIS_HOSTNAME, nor REDIS_SENTINELS): there is no Redis to work on'
  throw new EnvError([{ variable: 'REDIS_URL', message }])
}
