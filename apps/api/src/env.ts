import { AgentEnvShape, type AgentSettings, agentIssues, toAgentSettings } from '@threadkeep/agents'
import { EntraEnvShape, type EntraIdentity, parseEntraEnv } from '@threadkeep/entra'
import { MAX_BODY_BYTES } from '@threadkeep/shared'
import {
  cleanValues,
  EnvError,
  type EnvIssue,
  envMessage,
  limitVariable,
  parseStoreEnv,
  type StoreConfig,
} from '@threadkeep/store'
import { z } from 'zod'
import type { AuthConfig } from './auth/auth-config.ts'
import { AuthEnvShape, toAuthConfig } from './auth/auth-env.ts'
import { authIssues } from './auth/auth-rules.ts'
import { LOG_LEVELS, type LogLevel } from './observability/log.ts'

type Source = Record<string, string | undefined>

export interface Env {
  production: boolean
  host: string
  port: number
  /** Of probes and metrics; undefined where the API has them on its own. */
  adminPort: number | undefined
  /** Exact origins of pages that may call. */
  corsOrigins: string[]
  logLevel: LogLevel
  rateLimitPerMinute: number
  maxConnections: number
  maxWatches: number
  maxWatchesPerUser: number
  shutdownDelaySeconds: number
  agent: AgentSettings
  auth: AuthConfig
  store: StoreConfig
  /** Whose tokens log in to Redis, where `store` asks for tokens. */
  entra: EntraIdentity | undefined
}

const PortSchema = z.coerce.number().int().min(0).max(65_535)

const ApiEnvSchema = z.object({
  // Any other value is a typo that would open a production server to development tokens.
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: PortSchema.default(3000),
  ADMIN_PORT: PortSchema.optional(),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .pipe(
      z.array(
        z
          .string()
          .refine(
            isOrigin,
            'must be origins like https://chat.example.com or capacitor://localhost',
          ),
      ),
    )
    .default([]),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(600),
  SHUTDOWN_DELAY_SECONDS: z.coerce.number().int().min(0).max(300).default(0),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).max(1_000_000).default(5000),
  MAX_WATCHES: z.coerce.number().int().min(1).max(1_000_000).default(5000),
  // Enough for the tabs of a few browsers.
  MAX_WATCHES_PER_USER: z.coerce.number().int().min(1).max(1_000_000).default(20),
  ...AgentEnvShape,
  ...AuthEnvShape,
  ...EntraEnvShape,
})

type ApiEnv = z.infer<typeof ApiEnvSchema>

/** Those of Azure are cleaned where they are read, by other programs as well. */
const NAMES = Object.keys(ApiEnvSchema.shape).filter((name) => !(name in EntraEnvShape))
const SECRETS = ['AUTH_JWT_SECRET', 'AGENT_SECRET']

/**
 * Reads all settings once. Empty values count as unset. Throws EnvError that names every bad
 * variable.
 */
export function parseEnv(source: Source = process.env): Env {
  const given: Source = Object.fromEntries(
    Object.entries(source)
      .filter(([, value]) => value !== undefined && value.trim() !== '')
      // Both spellings are in use; like other programs, lower case wins.
      .map(([name, value]) => [/^(https|no)_proxy$/.test(name) ? name.toUpperCase() : name, value]),
  )
  const { source: present, issues: texts } = cleanValues(given, NAMES, SECRETS)
  const api = ApiEnvSchema.safeParse(present, { error: envMessage })
  const store = attempt(() => parseStoreEnv(present))
  const entra = attempt(() => entraIdentity(store.settings, present))
  const issues: EnvIssue[] = [
    ...texts,
    ...(api.error?.issues ?? []).map(({ path, message }) => ({
      variable: String(path[0]),
      message,
    })),
    ...store.issues,
    ...entra.issues,
    ...unreachableLimits(store.settings),
    ...(api.success ? samePort(api.data) : []),
    ...authIssues(present),
    ...agentIssues(present),
  ]
  if (!api.success || store.settings === undefined || issues.length > 0) throw new EnvError(issues)
  return toEnv(api.data, store.settings, entra.settings)
}

function entraIdentity(store: StoreConfig | undefined, source: Source): EntraIdentity | undefined {
  return store?.kind === 'redis' && store.entra ? parseEntraEnv(source) : undefined
}

/** Of those that throw, so that every bad variable is named. */
function attempt<Settings>(parse: () => Settings): {
  settings?: Settings
  issues: readonly EnvIssue[]
} {
  try {
    return { settings: parse(), issues: [] }
  } catch (error) {
    if (error instanceof EnvError) return { issues: error.issues }
    throw error
  }
}

function toEnv(api: ApiEnv, store: StoreConfig, entra: EntraIdentity | undefined): Env {
  const production = api.NODE_ENV === 'production'
  return {
    production,
    host: api.HOST,
    port: api.PORT,
    adminPort: api.ADMIN_PORT,
    corsOrigins: api.CORS_ORIGINS,
    logLevel: api.LOG_LEVEL,
    rateLimitPerMinute: api.RATE_LIMIT_PER_MINUTE,
    maxConnections: api.MAX_CONNECTIONS,
    maxWatches: api.MAX_WATCHES,
    maxWatchesPerUser: api.MAX_WATCHES_PER_USER,
    shutdownDelaySeconds: api.SHUTDOWN_DELAY_SECONDS,
    agent: toAgentSettings(api, production ? 'none' : 'echo'),
    auth: toAuthConfig(api),
    store,
    entra,
  }
}

/** Port 0 stands for any free one. */
function samePort({ PORT, ADMIN_PORT }: ApiEnv): EnvIssue[] {
  if (ADMIN_PORT !== PORT || PORT === 0) return []
  return [{ variable: 'ADMIN_PORT', message: 'must differ from PORT' }]
}

/**
 * Exact origins only: a pattern would be compared literally and match nothing. Apps and extensions
 * have schemes of their own (capacitor://localhost), for which URL gives no origin. Safari writes the
 * hosts of its extensions in capitals.
 */
function isOrigin(text: string): boolean {
  // Of pages that an app such as Electron's loads from files. Browsers send `null` for those.
  if (text === 'file://') return true
  if (!URL.canParse(text)) return false
  const { origin, protocol } = new URL(text)
  if (origin !== 'null') return origin === text && !text.includes('*')
  return protocol !== 'file:' && /^[a-z][a-z\d+.-]*:\/\/[\w.-]+(:\d{1,5})?$/.test(text)
}

/** Room in a body for everything besides the one text or object that is at its limit. */
const ENVELOPE_BYTES = 1024

/** Limits that no request could reach, because its body would be too large. */
function unreachableLimits(config: StoreConfig | undefined): EnvIssue[] {
  if (config === undefined) return []
  const most = MAX_BODY_BYTES - ENVELOPE_BYTES
  return (['textBytes', 'cardBytes', 'metadataBytes', 'titleCharacters'] as const)
    .filter((limit) => config.limits[limit] > most)
    .map((limit) => ({
      variable: limitVariable(limit),
      message: `must be at most ${most}: a request's body holds ${MAX_BODY_BYTES} bytes`,
    }))
}
