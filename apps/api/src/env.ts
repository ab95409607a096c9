import { utf8Bytes } from '@threadkeep/shared'
import { EnvError, type EnvIssue, parseStoreEnv, type StoreConfig } from '@threadkeep/store'
import { z } from 'zod'

type Source = Record<string, string | undefined>

export interface Env {
  production: boolean
  host: string
  port: number
  /** Exact origins of the browsers' pages that may call. */
  corsOrigins: string[]
  logLevel: LogLevel
  rateLimitPerMinute: number
  agent: AgentName
  auth: AuthConfig
  store: StoreConfig
}

export interface AuthConfig {
  /** `development`: a secret of this process alone, with tokens for whoever asks. */
  key: { kind: 'secret'; secret: string } | { kind: 'jwks'; url: string } | { kind: 'development' }
  issuer: string | undefined
  audience: string | undefined
  userClaim: string
  tenantClaim: string
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const AGENTS = ['echo', 'none'] as const
export type AgentName = (typeof AGENTS)[number]

/** RFC 7518 section 3.2: a key for HS256 is at least as long as its hash. */
const MIN_SECRET_BYTES = 32

const ApiEnvSchema = z.object({
  // Anything else would be a typing error that opens a production server to development tokens.
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(z.array(z.string().refine(isOrigin, 'must be origins like https://chat.example.com')))
    .default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(600),
  AGENT: z.enum(AGENTS).optional(),
  AUTH_JWT_SECRET: z
    .string()
    .refine(
      (secret) => utf8Bytes(secret) >= MIN_SECRET_BYTES,
      `must be at least ${MIN_SECRET_BYTES} bytes`,
    )
    .optional(),
  AUTH_JWKS_URL: z
    .string()
    .refine(isKeyUrl, 'must be an https:// URL (http:// on a loopback address only)')
    .optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_USER_CLAIM: z.string().default('sub'),
  AUTH_TENANT_CLAIM: z.string().default('tid'),
})

type ApiEnv = z.infer<typeof ApiEnvSchema>

/** All settings, once. Empty values count as unset. Throws EnvError naming every bad variable. */
export function parseEnv(source: Source = process.env): Env {
  const present: Source = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const api = ApiEnvSchema.safeParse(present)
  const store = storeConfig(present)
  const issues: EnvIssue[] = [
    ...(api.error?.issues ?? []).map(({ path, message }) => ({
      variable: String(path[0]),
      message,
    })),
    ...store.issues,
    ...keyIssues(present),
  ]
  if (!api.success || store.config === undefined || issues.length > 0) throw new EnvError(issues)
  return toEnv(api.data, store.config)
}

function storeConfig(source: Source): { config?: StoreConfig; issues: readonly EnvIssue[] } {
  try {
    return { config: parseStoreEnv(source), issues: [] }
  } catch (error) {
    if (error instanceof EnvError) return { issues: error.issues }
    throw error
  }
}

function keyIssues({ NODE_ENV, AUTH_JWT_SECRET, AUTH_JWKS_URL }: Source): EnvIssue[] {
  if (AUTH_JWT_SECRET !== undefined && AUTH_JWKS_URL !== undefined) {
    const message = 'set one of them, not both: it fixes the algorithms that tokens may use'
    return [{ variable: 'AUTH_JWT_SECRET, AUTH_JWKS_URL', message }]
  }
  if (NODE_ENV !== 'production') return []
  if (AUTH_JWT_SECRET !== undefined || AUTH_JWKS_URL !== undefined) return []
  const message = 'is needed in production (or AUTH_JWKS_URL), to verify tokens with'
  return [{ variable: 'AUTH_JWT_SECRET', message }]
}

function toEnv(api: ApiEnv, store: StoreConfig): Env {
  const production = api.NODE_ENV === 'production'
  return {
    production,
    host: api.HOST,
    port: api.PORT,
    corsOrigins: api.CORS_ORIGINS,
    logLevel: api.LOG_LEVEL,
    rateLimitPerMinute: api.RATE_LIMIT_PER_MINUTE,
    agent: api.AGENT ?? (production ? 'none' : 'echo'),
    auth: {
      key: authKey(api),
      issuer: api.AUTH_ISSUER,
      audience: api.AUTH_AUDIENCE,
      userClaim: api.AUTH_USER_CLAIM,
      tenantClaim: api.AUTH_TENANT_CLAIM,
    },
    store,
  }
}

function authKey(api: ApiEnv): AuthConfig['key'] {
  if (api.AUTH_JWT_SECRET !== undefined) return { kind: 'secret', secret: api.AUTH_JWT_SECRET }
  if (api.AUTH_JWKS_URL !== undefined) return { kind: 'jwks', url: api.AUTH_JWKS_URL }
  return { kind: 'development' }
}

/** Exact ones: a pattern would be compared as it stands, and let nobody in. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && !text.includes('*')
}

/** Keys fetched in the clear could be anybody's. */
function isKeyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && loopback)
}
