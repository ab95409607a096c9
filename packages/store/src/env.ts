import { LimitsSchema } from '@threadkeep/shared'
import { z } from 'zod'
import type { RedisAddress, StoreConfig } from './config.ts'

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

const HostAndPort = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port,host:port')
  .transform((text) => {
    const [host = '', port = ''] = text.split(':')
    return { host, port: Number(port) }
  })

const StoreEnvSchema = z.object({
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, 'must be a redis:// or rediss:// URL with a host')
    .optional(),
  REDIS_HOSTNAME: z.string().optional(),
  REDIS_PORT: z.coerce.number().int().min(1).max(65_535).default(6380),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS_CA: z.string().optional(),
  REDIS_CLUSTER: z.enum(['true', 'false']).default('false'),
  REDIS_SENTINELS: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .pipe(z.array(HostAndPort))
    .optional(),
  REDIS_SENTINEL_NAME: z.string().optional(),
  REDIS_TTL: z.coerce.number().int().min(1).max(315_360_000).default(2_592_000),
  REDIS_COMMAND_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(1000),
  REDIS_WAIT_REPLICAS: z.coerce.number().int().min(0).max(10).default(0),
  MEMORY_MAX_CONVERSATIONS: z.coerce.number().int().min(1).max(10_000_000).default(10_000),
})

type StoreEnv = z.infer<typeof StoreEnvSchema>

/** Names of the environment's overrides of `Limits`: textBytes is LIMIT_TEXT_BYTES. */
export function limitVariable(limit: string): string {
  return `LIMIT_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The environment of this process with another REDIS_URL. */
export function environmentWith(redisUrl: string | undefined): Source {
  return redisUrl === undefined ? process.env : { ...process.env, REDIS_URL: redisUrl }
}

/**
 * The store's settings from an environment. Empty values count as unset. Neither a URL, a host
 * name nor sentinels: memory, except in production. Throws EnvError naming every bad variable.
 */
export function parseStoreEnv(source: Source = process.env): StoreConfig {
  const present: Source = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const env = StoreEnvSchema.safeParse(present)
  const limits = LimitsSchema.safeParse(
    Object.fromEntries(
      Object.keys(LimitsSchema.shape).map((limit) => [limit, present[limitVariable(limit)]]),
    ),
  )
  const issues: EnvIssue[] = [
    ...(env.error?.issues ?? []).map(({ path, message }) => ({
      variable: String(path[0]),
      message,
    })),
    ...(limits.error?.issues ?? []).map(({ path, message }) => ({
      variable: limitVariable(String(path[0])),
      message,
    })),
  ]
  if (!env.success || !limits.success) throw new EnvError(issues)

  const address = redisAddress(env.data)
  const common = { ttlSeconds: env.data.REDIS_TTL, limits: limits.data }
  if (address === undefined) {
    if (present['NODE_ENV'] === 'production') {
      throw new EnvError([
        {
          variable: 'REDIS_URL',
          message: 'is needed in production (or REDIS_HOSTNAME, or REDIS_SENTINELS)',
        },
      ])
    }
    return { kind: 'memory', ...common, maxConversations: env.data.MEMORY_MAX_CONVERSATIONS }
  }
  return {
    kind: 'redis',
    ...common,
    address,
    tlsCaPath: env.data.REDIS_TLS_CA,
    commandTimeoutMs: env.data.REDIS_COMMAND_TIMEOUT_MS,
    waitReplicas: env.data.REDIS_WAIT_REPLICAS,
  }
}

function redisAddress(env: StoreEnv): RedisAddress | undefined {
  const mode = env.REDIS_CLUSTER === 'true' ? 'cluster' : 'standalone'
  if (env.REDIS_SENTINELS !== undefined) {
    if (env.REDIS_SENTINEL_NAME === undefined) {
      throw new EnvError([
        { variable: 'REDIS_SENTINEL_NAME', message: 'is needed with REDIS_SENTINELS' },
      ])
    }
    return {
      mode: 'sentinel',
      name: env.REDIS_SENTINEL_NAME,
      sentinels: env.REDIS_SENTINELS,
      username: env.REDIS_USERNAME,
      password: env.REDIS_PASSWORD,
      tls: env.REDIS_TLS_CA !== undefined,
    }
  }
  if (env.REDIS_URL !== undefined) return { mode, url: env.REDIS_URL }
  if (env.REDIS_HOSTNAME === undefined) return undefined
  // The Azure form: TLS always.
  const user = encodeURIComponent(env.REDIS_USERNAME ?? '')
  const password = encodeURIComponent(env.REDIS_PASSWORD ?? '')
  const credentials = user + password === '' ? '' : `${user}:${password}@`
  return { mode, url: `rediss://${credentials}${env.REDIS_HOSTNAME}:${env.REDIS_PORT}` }
}

export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== ''
}
