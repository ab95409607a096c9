import { utf8Bytes } from '@threadkeep/shared'
import type { EnvIssue } from '@threadkeep/store'
import { z } from 'zod'
import { TENANT_PLACEHOLDER } from './issuer.ts'

export interface AuthConfig {
  /** `development`: a secret of this process alone, with tokens for whoever asks. */
  key: { kind: 'secret'; secret: string } | { kind: 'jwks'; url: string } | { kind: 'development' }
  /** May hold `{tenantid}`; see issuer.ts. */
  issuer: string | undefined
  /** One of these must be in a token's `aud`. */
  audiences: string[] | undefined
  userClaim: string
  tenantClaim: string
  /** What a token must have in `scp` or `scope`. */
  scope: string | undefined
  /** The only tenants that are let in. */
  tenants: string[] | undefined
}

/** RFC 7518 section 3.2: a key for HS256 is at least as long as its hash. */
const MIN_SECRET_BYTES = 32

const List = z
  .string()
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .refine((entries) => !entries.includes(''), 'must not have empty entries')

export const AuthEnvShape = {
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
  AUTH_ISSUER: z
    .string()
    .refine(isIssuer, `must have nothing but one ${TENANT_PLACEHOLDER} in braces`)
    .optional(),
  AUTH_AUDIENCE: List.optional(),
  AUTH_USER_CLAIM: z.string().default('sub'),
  AUTH_TENANT_CLAIM: z.string().default('tid'),
  AUTH_SCOPE: z.string().regex(/^\S+$/, 'must be one scope, without spaces').optional(),
  AUTH_TENANTS: List.optional(),
}

const AuthEnvSchema = z.object(AuthEnvShape)

/** What is wrong with variables that are each right by themselves. */
export function keyIssues(source: Record<string, string | undefined>): EnvIssue[] {
  const { NODE_ENV, AUTH_JWT_SECRET, AUTH_JWKS_URL } = source
  if (AUTH_JWT_SECRET !== undefined && AUTH_JWKS_URL !== undefined) {
    const message = 'set one of them, not both: it fixes the algorithms that tokens may use'
    return [{ variable: 'AUTH_JWT_SECRET, AUTH_JWKS_URL', message }]
  }
  if (NODE_ENV !== 'production') return []
  if (AUTH_JWT_SECRET !== undefined || AUTH_JWKS_URL !== undefined) return []
  const message = 'is needed in production (or AUTH_JWKS_URL), to verify tokens with'
  return [{ variable: 'AUTH_JWT_SECRET', message }]
}

export function toAuthConfig(env: z.infer<typeof AuthEnvSchema>): AuthConfig {
  return {
    key: authKey(env),
    issuer: env.AUTH_ISSUER,
    audiences: env.AUTH_AUDIENCE,
    userClaim: env.AUTH_USER_CLAIM,
    tenantClaim: env.AUTH_TENANT_CLAIM,
    scope: env.AUTH_SCOPE,
    tenants: env.AUTH_TENANTS,
  }
}

function authKey(env: z.infer<typeof AuthEnvSchema>): AuthConfig['key'] {
  if (env.AUTH_JWT_SECRET !== undefined) return { kind: 'secret', secret: env.AUTH_JWT_SECRET }
  if (env.AUTH_JWKS_URL !== undefined) return { kind: 'jwks', url: env.AUTH_JWKS_URL }
  return { kind: 'development' }
}

/** Keys fetched in the clear could be anybody's. */
function isKeyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && loopback)
}

/** Another placeholder, or the same in other letters, would be compared as it stands. */
function isIssuer(text: string): boolean {
  return !/[{}]/.test(text.replace(TENANT_PLACEHOLDER, ''))
}
