import { isIPv6 } from 'node:net'
import type { RedisAddress } from '../config.ts'
import type { RedisEnv } from './redis-env-schema.ts'

/** Settings of which one would be dropped without a word: a password, or the TLS that was meant. */
export function contradictions(
  env: Readonly<Record<string, string | undefined>>,
): { variable: string; message: string }[] {
  const has = (...names: string[]) => names.every((name) => env[name] !== undefined)
  const url = env['REDIS_URL']
  const rules: [broken: boolean, variable: string, message: string][] = [
    [
      env['NODE_ENV'] === 'production' &&
        !has('REDIS_URL') &&
        !has('REDIS_HOSTNAME') &&
        !has('REDIS_SENTINELS'),
      'REDIS_URL',
      'is needed in production (or REDIS_HOSTNAME, or REDIS_SENTINELS)',
    ],
    [has('REDIS_URL', 'REDIS_HOSTNAME'), 'REDIS_HOSTNAME', 'excludes REDIS_URL'],
    [has('REDIS_URL', 'REDIS_SENTINELS'), 'REDIS_SENTINELS', 'excludes REDIS_URL'],
    [has('REDIS_HOSTNAME', 'REDIS_SENTINELS'), 'REDIS_SENTINELS', 'excludes REDIS_HOSTNAME'],
    [has('REDIS_URL', 'REDIS_USERNAME'), 'REDIS_USERNAME', 'belongs into REDIS_URL'],
    [has('REDIS_URL', 'REDIS_PASSWORD'), 'REDIS_PASSWORD', 'belongs into REDIS_URL'],
    [
      has('REDIS_TLS_CA') && url?.startsWith('redis://') === true,
      'REDIS_TLS_CA',
      'needs a rediss:// URL',
    ],
    [has('REDIS_SENTINELS') !== has('REDIS_SENTINEL_NAME'), 'REDIS_SENTINEL_NAME', PAIR],
    [
      has('REDIS_SENTINELS') && env['REDIS_CLUSTER'] === 'true',
      'REDIS_CLUSTER',
      'excludes REDIS_SENTINELS',
    ],
    [
      env['REDIS_TLS'] === 'true' && !has('REDIS_SENTINELS'),
      'REDIS_TLS',
      'is for REDIS_SENTINELS; a URL says rediss://, and REDIS_HOSTNAME is TLS always',
    ],
  ]
  return rules.filter(([broken]) => broken).map(([, variable, message]) => ({ variable, message }))
}

const PAIR = 'goes together with REDIS_SENTINELS'

export function toRedisAddress(env: RedisEnv): RedisAddress | undefined {
  const mode = env.REDIS_CLUSTER === 'true' ? 'cluster' : 'standalone'
  if (env.REDIS_SENTINELS !== undefined && env.REDIS_SENTINEL_NAME !== undefined) {
    return {
      mode: 'sentinel',
      name: env.REDIS_SENTINEL_NAME,
      sentinels: env.REDIS_SENTINELS,
      username: env.REDIS_USERNAME,
      password: env.REDIS_PASSWORD,
      tls: env.REDIS_TLS === 'true',
    }
  }
  if (env.REDIS_URL !== undefined) return { mode, url: env.REDIS_URL }
  if (env.REDIS_HOSTNAME === undefined) return undefined
  // The Azure form: TLS always.
  const user = encodeURIComponent(env.REDIS_USERNAME ?? '')
  const password = encodeURIComponent(env.REDIS_PASSWORD ?? '')
  const credentials = user + password === '' ? '' : `${user}:${password}@`
  const host = isIPv6(env.REDIS_HOSTNAME) ? `[${env.REDIS_HOSTNAME}]` : env.REDIS_HOSTNAME
  return { mode, url: `rediss://${credentials}${host}:${env.REDIS_PORT}` }
}
