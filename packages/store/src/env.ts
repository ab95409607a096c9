import { LimitsSchema } from '@threadkeep/shared'
import type { z } from 'zod'
import type { StoreConfig } from './config.ts'
import { contradictions, toRedisAddress } from './env/redis-address.ts'
import { RedisEnvSchema } from './env/redis-env-schema.ts'

type Source = Record<string, string | undefined>

/** A variable that is missing or wrong, and why. Never holds the variable's value. */
export interface EnvIssue {
  variable: string
  message: string
}

export class EnvError extends Error {
  readonly issues: readonly EnvIssue[]

  constructor(issues: readonly EnvIssue[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('\n'))
    this.name = 'EnvError'
    this.issues = issues
  }
}

/** The variable that overrides one of `Limits`: textBytes is LIMIT_TEXT_BYTES. */
export function limitVariable(limit: string): string {
  return `LIMIT_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The environment of this process; an address given here goes before all that it names. */
export function environmentWith(redisUrl: string | undefined): Source {
  if (redisUrl === undefined) return process.env
  const others = Object.entries(process.env).filter(([name]) => !ADDRESS_VARIABLES.includes(name))
  return { ...Object.fromEntries(others), REDIS_URL: redisUrl }
}

const ADDRESS_VARIABLES = [
  'REDIS_TLS',
  'REDIS_HOSTNAME',
  'REDIS_USERNAME',
  'REDIS_PASSWORD',
  'REDIS_SENTINELS',
  'REDIS_SENTINEL_NAME',
]

/**
 * The store's settings from an environment. Empty values count as unset. Neither a URL, a host
 * name nor sentinels: memory, except in production. Throws EnvError naming every bad variable.
 */
export function parseStoreEnv(source: Source = process.env): StoreConfig {
  const present: Source = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const env = RedisEnvSchema.safeParse(present)
  const limits = LimitsSchema.safeParse(
    Object.fromEntries(
      Object.keys(LimitsSchema.shape).map((limit) => [limit, present[limitVariable(limit)]]),
    ),
  )
  const issues: EnvIssue[] = [
    ...toIssues(env.error, String),
    ...toIssues(limits.error, limitVariable),
    ...contradictions(present),
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
    tlsCaPath: env.data.REDIS_TLS_CA,
    commandTimeoutMs: env.data.REDIS_COMMAND_TIMEOUT_MS,
    waitReplicas: env.data.REDIS_WAIT_REPLICAS,
    keyPrefix: env.data.REDIS_KEY_PREFIX,
    layout: env.data.REDIS_LAYOUT,
  }
}

function toIssues(error: z.ZodError | undefined, variable: (name: string) => string): EnvIssue[] {
  return (error?.issues ?? []).map(({ path, message }) => ({
    variable: variable(String(path[0])),
    message,
  }))
}
