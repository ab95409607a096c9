import { isIPv6 } from 'node:net'
import type { RedisAddress } from '../config.ts'
import type { RedisEnv } from './redis-env-schema.ts'

/** Undefined where there is none. */
export function toRedisAddress(env: RedisEnv): RedisAddress | undefined {
  if (env.REDIS_SENTINELS !== undefined && env.REDIS_SENTINEL_NAME !== undefined) {
    return {
      mode: 'sentinel',
      name: env.REDIS_SENTINEL_NAME,
      sentinels: env.REDIS_SENTINELS,
      sentinelUsername: env.REDIS_SENTINEL_USERNAME,
      sentinelPassword: env.REDIS_SENTINEL_PASSWORD,
      username: env.REDIS_USERNAME,
      password: env.REDIS_PASSWORD,
      tls: env.REDIS_TLS === 'true',
    }
  }
  const url = env.REDIS_URL ?? azureUrl(env)
  if (url === undefined) return undefined
  if (env.REDIS_CLUSTER === 'false') return { mode: 'standalone', url }
  return { mode: 'cluster', url, seeds: env.REDIS_CLUSTER_SEEDS }
}

/** The Azure form: TLS always. */
function azureUrl(env: RedisEnv): string | undefined {
  if (env.REDIS_HOSTNAME === undefined) return undefined
  const user = env.REDIS_AUTH === 'entra' ? '' : encodeURIComponent(env.REDIS_USERNAME ?? '')
  const password = encodeURIComponent(env.REDIS_PASSWORD ?? '')
  const credentials = user + password === '' ? '' : `${user}:${password}@`
  const host = isIPv6(env.REDIS_HOSTNAME) ? `[${env.REDIS_HOSTNAME}]` : env.REDIS_HOSTNAME
  return `rediss://${credentials}${host}:${env.REDIS_PORT}`
}
