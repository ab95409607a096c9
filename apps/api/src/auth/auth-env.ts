import { OwnerSchema, utf8Bytes } from '@threadkeep/shared'
import { isQuoted } from '@threadkeep/store'
import { z } from 'zod'
import { ASYMMETRIC_ALGORITHMS, DEFAULT_ALGORITHMS } from './algorithms.ts'
import type { AuthConfig, AuthKey, KeySetSource, ProxyConfig } from './auth-config.ts'
import { TENANT_PLACEHOLDER } from './issuer.ts'
import { readKeySetFile } from './keys/read-key-set-file.ts'

/** RFC 7518 section 3.2: a key for HS256 is at least as long as its hash. */
const MIN_SECRET_BYTES = 32

const toEntries = (list: string) => list.split(',').map((entry) => entry.trim())

/** A list that is in quotes as a whole is rejected already. */
const Entries = z
  .string()
  .refine(
    (list) => isQuoted(list) || !toEntries(list).some(isQuoted),
    'must not have entries in quotes',
  )

const List = Entries.transform(toEntries).refine(
  (entries) => !entries.includes(''),
  'must not have empty entries',
)

const ClaimPath = z
  .string()
  .refine((path) => !path.split('.').includes(''), 'must be a claim, or a path like org.id')

const Flag = z.enum(['true', 'false'])

const Scope = z.string().regex(/^\S+$/, 'must be one scope, without spaces')

export const AuthEnvShape = {
  AUTH_JWT_SECRET: List.superRefine((secrets, context) => {
    if (secrets.every((secret) => utf8Bytes(secret) >= MIN_SECRET_BYTES)) return
    // A comma inside a secret would split it into two short ones.
    const which = secrets.length === 1 ? '' : ', each secret of the list'
    context.addIssue({
      code: 'custom',
      message: `must be at least ${MIN_SECRET_BYTES} bytes${which}`,
    })
  }).optional(),
  AUTH_JWKS_URL: z
    .string()
    .refine((url) => /^https?:\/\//i.test(url) && URL.canParse(url), 'must be an https:// URL')
    .optional(),
  AUTH_JWKS_FILE: z
    .string()
    .superRefine((path, context) => {
      const fault = keySetFileFault(path)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
    })
    .optional(),
  AUTH_JWKS_ALLOW_HTTP: Flag.default('false'),
  AUTH_ALGORITHMS: z
    .string()
    .transform(toEntries)
    .pipe(
      z.array(z.enum(ASYMMETRIC_ALGORITHMS, `must be some of ${ASYMMETRIC_ALGORITHMS.join(', ')}`)),
    )
    .optional(),
  AUTH_ISSUER: z
    .string()
    .refine(isIssuer, `must have nothing but one ${TENANT_PLACEHOLDER} in braces`)
    .optional(),
  AUTH_AUDIENCE: List.optional(),
  AUTH_CLIENT_IDS: List.optional(),
  AUTH_USER_CLAIM: ClaimPath.default('sub'),
  AUTH_TENANT_CLAIM: ClaimPath.default('tid'),
  AUTH_SINGLE_TENANT: OwnerSchema.shape.tenantId.optional(),
  AUTH_SCOPE: Scope.optional(),
  AUTH_APPEND_SCOPE: Scope.optional(),
  AUTH_TENANTS: List.optional(),
  AUTH_DEV_TOKENS: Flag.optional(),
  HTTPS_PROXY: z.string().optional(),
  NO_PROXY: Entries.optional(),
}

const AuthEnvSchema = z.object(AuthEnvShape)
type AuthEnv = z.infer<typeof AuthEnvSchema>

export function toAuthConfig(env: AuthEnv): AuthConfig {
  return {
    key: authKey(env),
    issuer: env.AUTH_ISSUER,
    audiences: env.AUTH_AUDIENCE,
    clientIds: env.AUTH_CLIENT_IDS,
    userClaim: env.AUTH_USER_CLAIM,
    tenantClaim: env.AUTH_TENANT_CLAIM,
    singleTenant: env.AUTH_SINGLE_TENANT,
    scope: env.AUTH_SCOPE,
    appendScope: env.AUTH_APPEND_SCOPE,
    tenants: env.AUTH_TENANTS,
  }
}

function authKey(env: AuthEnv): AuthKey {
  if (env.AUTH_JWT_SECRET !== undefined) return { kind: 'secret', secrets: env.AUTH_JWT_SECRET }
  const source = keySetSource(env)
  if (source === undefined) {
    return { kind: 'development', anyHost: env.AUTH_DEV_TOKENS === 'true' }
  }
  return { kind: 'jwks', source, algorithms: env.AUTH_ALGORITHMS ?? DEFAULT_ALGORITHMS }
}

function keySetSource(env: AuthEnv): KeySetSource | undefined {
  if (env.AUTH_JWKS_FILE !== undefined) return { kind: 'file', path: env.AUTH_JWKS_FILE }
  if (env.AUTH_JWKS_URL === undefined) return undefined
  return { kind: 'url', url: env.AUTH_JWKS_URL, proxy: proxyConfig(env) }
}

function proxyConfig({ HTTPS_PROXY, NO_PROXY = '' }: AuthEnv): ProxyConfig | undefined {
  return HTTPS_PROXY === undefined ? undefined : { url: proxyUrl(HTTPS_PROXY), except: NO_PROXY }
}

/** As curl does: a host and port without a scheme mean an http:// proxy. */
export function proxyUrl(text: string): string {
  return text.includes('://') ? text : `http://${text}`
}

/** A misspelled placeholder would be compared literally. */
function isIssuer(text: string): boolean {
  return !/[{}]/.test(text.replace(TENANT_PLACEHOLDER, ''))
}

function keySetFileFault(path: string): string | undefined {
  try {
    const { keys } = readKeySetFile(path)
    const isSecret = (key: object) => 'd' in key || 'k' in key
    return keys.some(isSecret)
      ? 'must hold public keys alone, not private or shared ones'
      : undefined
  } catch {
    return 'must be a file with a JSON Web Key Set of one key or more'
  }
}
