import type { EnvIssue } from '@threadkeep/store'
import { isLoopback } from '../lib/loopback.ts'
import { proxyUrl } from './auth-env.ts'
import { TENANT_PLACEHOLDER } from './issuer.ts'

const KEYS = ['AUTH_JWT_SECRET', 'AUTH_JWKS_URL', 'AUTH_JWKS_FILE']

/** Rules between variables that are each valid by themselves. */
export function authIssues(env: Record<string, string | undefined>): EnvIssue[] {
  const has = (name: string) => env[name] !== undefined
  const keys = KEYS.filter(has)
  const url = env['AUTH_JWKS_URL']
  const issues: EnvIssue[] = []
  const rejectIf = (broken: boolean, variable: string, message: string) => {
    if (broken) issues.push({ variable, message })
  }
  rejectIf(
    keys.length > 1,
    keys.join(', '),
    'set one of them alone: it fixes the algorithms that tokens may use',
  )
  if (keys.length === 0) issues.push(...keylessIssues(env))
  rejectIf(
    env['AUTH_DEV_TOKENS'] === 'true' && keys.length > 0,
    'AUTH_DEV_TOKENS',
    `excludes ${keys[0]}`,
  )
  rejectIf(
    has('AUTH_ALGORITHMS') && !has('AUTH_JWKS_URL') && !has('AUTH_JWKS_FILE'),
    'AUTH_ALGORITHMS',
    'is for AUTH_JWKS_URL or AUTH_JWKS_FILE; secrets are HS256',
  )
  rejectIf(
    has('AUTH_APPEND_SCOPE') && env['AUTH_APPEND_SCOPE'] === env['AUTH_SCOPE'],
    'AUTH_APPEND_SCOPE',
    'must differ from AUTH_SCOPE, which every token has: every user could write as the assistant',
  )
  rejectIf(
    url !== undefined && isClearRemote(url) && env['AUTH_JWKS_ALLOW_HTTP'] !== 'true',
    'AUTH_JWKS_URL',
    'must be an https:// URL: keys fetched in the clear could be anybody’s ' +
      '(where nobody is in between, AUTH_JWKS_ALLOW_HTTP=true)',
  )
  rejectIf(
    url !== undefined && has('HTTPS_PROXY') && !isProxy(env['HTTPS_PROXY'] ?? ''),
    'HTTPS_PROXY',
    'must be an http:// or https:// URL, to fetch AUTH_JWKS_URL by',
  )
  if (has('AUTH_SINGLE_TENANT')) {
    const variable = 'AUTH_SINGLE_TENANT'
    rejectIf(has('AUTH_TENANT_CLAIM'), variable, 'excludes AUTH_TENANT_CLAIM')
    rejectIf(has('AUTH_TENANTS'), variable, 'excludes AUTH_TENANTS')
    const isTemplate = env['AUTH_ISSUER']?.includes(TENANT_PLACEHOLDER) === true
    rejectIf(isTemplate, variable, `excludes ${TENANT_PLACEHOLDER} in AUTH_ISSUER`)
  }
  return issues
}

/**
 * Without a key anyone can get a token, so this is allowed on loopback only, or with
 * AUTH_DEV_TOKENS.
 */
function keylessIssues(env: Record<string, string | undefined>): EnvIssue[] {
  const variable = 'AUTH_JWT_SECRET'
  const others = '(or AUTH_JWKS_URL, or AUTH_JWKS_FILE)'
  if (env['NODE_ENV'] === 'production') {
    return [{ variable, message: `is needed in production ${others}, to verify tokens with` }]
  }
  if (env['AUTH_DEV_TOKENS'] === 'true') return []
  if (env['AUTH_DEV_TOKENS'] === 'false') {
    return [{ variable, message: `is needed ${others} where AUTH_DEV_TOKENS is false` }]
  }
  if (isLoopback(env['HOST'] ?? '127.0.0.1')) return []
  const why = 'HOST can be reached from other machines'
  const way = 'AUTH_DEV_TOKENS=true gives anybody there a token for any tenant'
  return [{ variable, message: `is needed ${others}, for ${why}; ${way}` }]
}

function isClearRemote(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !isLoopback(hostname)
}

function isProxy(text: string): boolean {
  const url = proxyUrl(text)
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}
