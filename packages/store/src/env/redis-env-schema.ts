import { accessSync, constants } from 'node:fs'
import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { isKeyPrefix, KEY_PREFIX_RULE } from '../config.ts'
import { NEWEST_LAYOUT, OLDEST_LAYOUT } from '../rules/layouts.ts'

const HostAndPort = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port,host:port')
  .transform((text) => {
    const [host = '', port = ''] = text.split(':')
    return { host, port: Number(port) }
  })
  .refine(({ port }) => port >= 1 && port <= 65_535, 'must have ports from 1 to 65535')

const Flag = z.enum(['true', 'false']).default('false')

export const RedisEnvSchema = z.object({
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

export type RedisEnv = z.infer<typeof RedisEnvSchema>

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
