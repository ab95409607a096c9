import { LimitsSchema } from '@threadkeep/shared'
import type { z } from 'zod'
import type { StoreConfig } from './config.ts'
import { cleanValues } from './env/clean-values.ts'
import { contradictions } from './env/contradictions.ts'
import { EnvError, type EnvIssue } from './env/env-error.ts'
import { envMessage } from './env/env-message.ts'
import { toRedisAddress } from './env/redis-address.ts'
import { givenVariables, RedisEnvSchema, type Source } from './env/redis-env-schema.ts'

export { cleanValues, isQuoted } from './env/clean-values.ts'
export { EnvError, type EnvIssue } from './env/env-error.ts'
export { envMessage } from './env/env-message.ts'

/** The variable that overrides one of `Limits`: textBytes is LIMIT_TEXT_BYTES. */
export function limitVariable(limit: string): string {
  return `LIMIT_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The environment of this process; a given address overrides every address there. */
export function environmentWith(redisUrl: string | undefined): Source {
  if (redisUrl === undefined) return process.env
  const others = Object.entries(process.env).filter(([name]) => !ADDRESS_VARIABLES.includes(name))
  return { ...Object.fromEntries(others), REDIS_URL: redisUrl }
}

const ADDRESS_VARIABLES = [
  'REDIS_TLS',
  'REDIS_HOSTNAME',
  'REDIS_PORT',
  'REDIS_USERNAME',
  'REDIS_PASSWORD',
  'REDIS_AUTH',
  'REDIS_CLUSTER_SEEDS',
  'REDIS_SENTINELS',
  'REDIS_SENTINEL_NAME',
  'REDIS_SENTINEL_USERNAME',
  'REDIS_SENTINEL_PASSWORD',
  'MEMORY_MAX_CONVERSATIONS',
]

const LIMITS = Object.keys(LimitsSchema.shape)
const NAMES = [...Object.keys(RedisEnvSchema.shape), ...LIMITS.map(limitVariable)]
const SECRETS = ['REDIS_PASSWORD', 'REDIS_SENTINEL_PASSWORD']

/**
 * The store's settings from an environment. Empty values count as unset. Neither a URL, a host
 * name nor sentinels: memory, except in production. Throws EnvError naming every bad variable.
 */
export function parseStoreEnv(source: Source = process.env): StoreConfig {
  const { source: given, issues: texts } = cleanValues(givenVariables(source), NAMES, SECRETS)
  const env = RedisEnvSchema.safeParse(given, { error: envMessage })
  const limits = LimitsSchema.safeParse(
    Object.fromEntries(LIMITS.map((limit) => [limit, given[limitVariable(limit)]])),
    { error: envMessage },
  )
  const issues: EnvIssue[] = [
    ...texts,
    ...toIssues(env.error, String),
    ...toIssues(limits.error, limitVariable),
    ...contradictions(given),
  ]
  if (!env.success || !limits.success || issues.length > 0) throw new EnvError(issues)

  const common = { ttlSeconds: env.data.REDIS_TTL, limits: limits.data }
  const address = toRedisAddress(env.data)
  if (address === undefined) {
    return { kind: 'memory', ...common, maxConversations: env.data.MEMORY_MAX_CONVERSATIONS }
  }
  return {
    kind: 'redis',
    ...common,
    address,
    ...(env.data.REDIS_AUTH === 'entra' && { entra: { username: env.data.REDIS_USERNAME } }),
    tlsCaPath: env.data.REDIS_TLS_CA,
    tlsCertPath: env.data.REDIS_TLS_CERT,
    tlsKeyPath: env.data.REDIS_TLS_KEY,
    commandTimeoutMs: env.data.REDIS_COMMAND_TIMEOUT_MS,
    waitReplicas: env.data.REDIS_WAIT_REPLICAS,
    keyPrefix: env.data.REDIS_KEY_PREFIX,
    layout: env.data.REDIS_LAYOUT,
    readyShare: env.data.READY_SHARE,
  }
}

function toIssues(error: z.ZodError | undefined, variable: (name: string) => string): EnvIssue[] {
  return (error?.issues ?? []).map(({ path, message }) => ({
    variable: variable(String(path[0])),
    message,
  }))
}
