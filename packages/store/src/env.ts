import { accessSync, constants } from 'node:fs'
import { isIPv6 } from 'node:net'
import { LimitsSchema } from '@threadkeep/shared'
import { z } from 'zod'
import { isKeyPrefix, KEY_PREFIX_RULE, type RedisAddress, type StoreConfig } from './config.ts'
import { NEWEST_LAYOUT, OLDEST_LAYOUT } from './core/layouts.ts'

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
  .refine(({ port }) => port >= 1 && port <= 65_535, 'must have ports from 1 to 65535')

const Flag = z.enum(['true', 'false']).default('false')

const RedisEnvSchema = z.object({
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, 'must be like redis://user:password@host:port or rediss://...')
    .optional(),
  REDIS_HOSTNAME: z
    .string()
    .refine((name) => /^[\w.-]+$/.test(name) || isIPv6(name), 'must be a host name alone')
    .optional(),
  REDIS_PORT: z.coerce.number().int().min(1).max(65_535).default(6380),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS: Flag,
  REDIS_TLS_CA: z.string().refine(isReadable, 'must be a file that can be read').optional(),
  REDIS_CLUSTER: Flag,
  REDIS_SENTINELS: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .pipe(z.array(HostAndPort))
    .optional(),
  REDIS_SENTINEL_NAME: z.string().optional(),
  REDIS_TTL: z.coerce.number().int().min(1).max(315_360_000).default(2_592_000),
  REDIS_COMMAND_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(1000),
  REDIS_WAIT_REPLICAS: z.coerce.number().int().min(0).max(10).default(0),
  REDIS_LAYOUT: z.coerce.number().int().min(OLDEST_LAYOUT).max(NEWEST_LAYOUT).optional(),
  REDIS_KEY_PREFIX: z.string().refine(isKeyPrefix, KEY_PREFIX_RULE).optional(),
  MEMORY_MAX_CONVERSATIONS: z.coerce.number().int().min(1).max(10_000_000).default(10_000),
})

type RedisEnv = z.infer<typeof RedisEnvSchema>

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
  const address = redisAddress(env.data)
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

/** Settings of which one would be dropped without a word: a password, or the TLS that was meant. */
function contradictions(env: Source): EnvIssue[] {
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

function redisAddress(env: RedisEnv): RedisAddress | undefined {
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

export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname, username, password } = new URL(text)
  return (
    ['redis:', 'rediss:'].includes(protocol) &&
    hostname !== '' &&
    /^(\/\d*)?$/.test(pathname) &&
    isPercentEncoded(username) &&
    isPercentEncoded(password)
  )
}

/** A percent sign that was meant as itself would fail later, where nobody expects it. */
function isPercentEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
