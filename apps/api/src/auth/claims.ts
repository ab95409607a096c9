import { type Owner, OwnerSchema } from '@threadkeep/shared'
import type { JWTPayload } from 'jose'
import type { AuthConfig } from './auth-config.ts'
import { claimAt } from './claim-path.ts'
import { issuerOf, TENANT_PLACEHOLDER } from './issuer.ts'

export type ExpectedClaims = Omit<AuthConfig, 'key'>

/** A claim of a validly signed token does not fit the settings. */
export class ClaimError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ClaimError'
  }
}

/** What a token says. */
export interface Claimed {
  owner: Owner
  /** Whether it may append messages of the assistant. */
  mayAppend: boolean
}

/**
 * The owner and the rights named by the claims of a token whose signature and times are verified. `keyIssuer` is
 * the issuer that the key was published for, if one was named. Throws ClaimError or ZodError.
 */
export function readClaims(
  payload: JWTPayload,
  expected: ExpectedClaims,
  keyIssuer: string | undefined,
): Claimed {
  const owner = OwnerSchema.parse({
    tenantId: expected.singleTenant ?? claimAt(payload, expected.tenantClaim),
    userId: claimAt(payload, expected.userClaim),
  })
  checkIssuer(payload, owner, expected.issuer, keyIssuer)
  const { tenants, scope, appendScope, clientIds } = expected
  if (clientIds !== undefined) checkClient(payload, clientIds)
  if (tenants !== undefined && !tenants.includes(owner.tenantId)) {
    throw new ClaimError('a tenant that AUTH_TENANTS does not name')
  }
  if (scope !== undefined && !scopesOf(payload).includes(scope)) {
    throw new ClaimError('not the scope of AUTH_SCOPE')
  }
  const mayAppend = appendScope !== undefined && scopesOf(payload).includes(appendScope)
  return { owner, mayAppend }
}

function checkIssuer(
  { iss }: JWTPayload,
  { tenantId }: Owner,
  template: string | undefined,
  keyIssuer: string | undefined,
): void {
  if (template === undefined) return
  const issuer = issuerOf(tenantId, template)
  if (issuer === undefined || iss !== issuer) {
    throw new ClaimError('not the issuer of AUTH_ISSUER for this tenant')
  }
  // A key set for all tenants may hold keys that are valid for one tenant only.
  const isShared = keyIssuer === undefined || keyIssuer.includes(TENANT_PLACEHOLDER)
  if (template.includes(TENANT_PLACEHOLDER) && !isShared && keyIssuer !== iss) {
    throw new ClaimError('signed with a key of another issuer')
  }
}

/** `azp` of OpenID Connect, `client_id` of RFC 9068, `cid` of Okta, `appid` of Entra ID's version 1.0. */
const CLIENT_CLAIMS = ['azp', 'client_id', 'cid', 'appid']

/**
 * Every such claim that is present must match, so that it does not matter which one a provider
 * means.
 */
function checkClient(payload: JWTPayload, clientIds: readonly string[]): void {
  const named = CLIENT_CLAIMS.filter((claim) => Object.hasOwn(payload, claim))
  const isOurs = (claim: string) => clientIds.some((id) => id === payload[claim])
  if (named.length === 0 || !named.every(isOurs)) {
    throw new ClaimError('not of a client of AUTH_CLIENT_IDS')
  }
}

/** `scp` or `scope`, as a list or as words in one string, because providers differ. */
function scopesOf({ scp, scope }: JWTPayload): unknown[] {
  const scopes = scp ?? scope
  if (typeof scopes === 'string') return scopes.split(' ')
  return Array.isArray(scopes) ? scopes : []
}
