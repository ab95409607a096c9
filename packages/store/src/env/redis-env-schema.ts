import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { isKeyPrefix, KEY_PREFIX_RULE, MAX_TTL_SECONDS, MAX_WAIT_REPLICAS } from '../config.ts'
import { parseHostAndPort } from '../rules/host-and-port.ts'
import { NEWEST_LAYOUT, OLDEST_LAYOUT } from '../rules/layouts.ts'
import { isCertificate, isReadable } from './pem-files.ts'

export type Source = Record<string, string | undefined>

const HostAndPort = z.string().transform((text, context) => {
  const parsed = parseHostAndPort(text)
  if (parsed !== undefined) return parsed
  context.addIssue('must be host:port,host:port')
  return z.NEVER
})

const Hosts = z
  .string()
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .pipe(z.array(HostAndPort))
  .optional()

const Flag = z.enum(['true', 'false']).default('false')

const ReadableFile = z.string().refine(isReadable, 'must be a file that can be read')

/** The store's variables one by one; what they mean together is in env-rules.ts. */
export const RedisEnvSchema = z.object({
  REDIS_URL: z.string().optional(),
  REDIS_HOSTNAME: z
    .string()
    .refine((name) => /^[\w.-]+$/.test(name) || isIPv6(name), 'must be a host name alone')
    .optional(),
  REDIS_PORT: z.coerce.number().int().min(1).max(65_535).default(6380),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_AUTH: z.enum(['password', 'entra']).default('password'),
  REDIS_TLS: Flag,
  REDIS_TLS_CA: ReadableFile.refine(isCertificate, 'must hold a PEM certificate').optional(),
  REDIS_TLS_CERT: ReadableFile.optional(),
  REDIS_TLS_KEY: ReadableFile.optional(),
  REDIS_CLUSTER: Flag,
  REDIS_CLUSTER_SEEDS: Hosts,
  REDIS_SENTINELS: Hosts,
  REDIS_SENTINEL_NAME: z.string().optional(),
  REDIS_SENTINEL_USERNAME: z.string().optional(),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  REDIS_TTL: z.coerce.number().int().min(1).max(MAX_TTL_SECONDS).default(2_592_000),
  REDIS_COMMAND_TIMEOUT_MS: z.coerce.number().int().min(50).max(30_000).default(1000),
  REDIS_WAIT_REPLICAS: z.coerce.number().int().min(0).max(MAX_WAIT_REPLICAS).default(0),
  READY_SHARE: z.coerce.number().gt(0).max(1).optional(),
  REDIS_LAYOUT: z.coerce.number().int().min(OLDEST_LAYOUT).max(NEWEST_LAYOUT).optional(),
  REDIS_KEY_PREFIX: z.string().refine(isKeyPrefix, KEY_PREFIX_RULE).optional(),
  MEMORY_MAX_CONVERSATIONS: z.coerce.number().int().min(1).max(10_000_000).default(10_000),
})

export type RedisEnv = z.infer<typeof RedisEnvSchema>

/**
 * What was really set. Empty values count as unset, and so does what Kubernetes puts there for a
 * service that is called redis: REDIS_PORT=tcp://10.0.0.1:6379.
 */
export function givenVariables(source: Source): Source {
  return Object.fromEntries(
    Object.entries(source).filter(
      ([name, value]) =>
        value !== undefined &&
        value.trim() !== '' &&
        !(name === 'REDIS_PORT' && value.startsWith('tcp://')),
    ),
  )
}
