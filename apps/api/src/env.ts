import { AgentEnvShape, type AgentSettings, toAgentSettings } from '@threadkeep/agents'
import { EnvError, type EnvIssue, parseStoreEnv, type StoreConfig } from '@threadkeep/store'
import { z } from 'zod'
import type { AuthConfig } from './auth/auth-config.ts'
import { AuthEnvShape, toAuthConfig } from './auth/auth-env.ts'
import { authIssues } from './auth/auth-rules.ts'
import { cleanValues } from './lib/clean-env-values.ts'

type Source = Record<string, string | undefined>

export interface Env {
  production: boolean
  host: string
  port: number
  /** Exact origins of the browsers' pages that may call. */
  corsOrigins: string[]
  logLevel: LogLevel
  rateLimitPerMinute: number
  maxConnections: number
  maxWatches: number
  shutdownDelaySeconds: number
  agent: AgentSettings
  auth: AuthConfig
  store: StoreConfig
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

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
  SHUTDOWN_DELAY_SECONDS: z.coerce.number().int().min(0).max(300).default(0),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).max(1_000_000).default(5000),
  MAX_WATCHES: z.coerce.number().int().min(1).max(1_000_000).default(5000),
  ...AgentEnvShape,
  ...AuthEnvShape,
})

type ApiEnv = z.infer<typeof ApiEnvSchema>

/** All settings, once. Empty values count as unset. Throws EnvError naming every bad variable. */
export function parseEnv(source: Source = process.env): Env {
  const given: Source = Object.fromEntries(
    Object.entries(source)
      .filter(([, value]) => value !== undefined && value.trim() !== '')
      // Both spellings are in use, and programs that read both take the small letters first.
      .map(([name, value]) => [/^(https|no)_proxy$/.test(name) ? name.toUpperCase() : name, value]),
  )
  const { source: present, issues: texts } = cleanValues(given, Object.keys(ApiEnvSchema.shape))
  const api = ApiEnvSchema.safeParse(present)
  const store = storeConfig(present)
  const issues: EnvIssue[] = [
    ...(api.error?.issues ?? []).map(({ path, message }) => ({
      variable: String(path[0]),
      message,
    })),
    ...store.issues,
    ...authIssues(present),
    ...texts,
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

function toEnv(api: ApiEnv, store: StoreConfig): Env {
  const production = api.NODE_ENV === 'production'
  return {
    production,
    host: api.HOST,
    port: api.PORT,
    corsOrigins: api.CORS_ORIGINS,
    logLevel: api.LOG_LEVEL,
    rateLimitPerMinute: api.RATE_LIMIT_PER_MINUTE,
    maxConnections: api.MAX_CONNECTIONS,
    maxWatches: api.MAX_WATCHES,
    shutdownDelaySeconds: api.SHUTDOWN_DELAY_SECONDS,
    agent: toAgentSettings(api, production ? 'none' : 'echo'),
    auth: toAuthConfig(api),
    store,
  }
}

/** Exact ones: a pattern would be compared as it stands, and let nobody in. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && !text.includes('*')
}
