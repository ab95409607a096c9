/**
 * The placeholder in AUTH_ISSUER for the token's tenant, as in the metadata of providers that sign
 * for many tenants with the same keys and one issuer per tenant.
 */
export const TENANT_PLACEHOLDER = '{tenantid}'

/** Only characters that cannot change the structure of a URL. */
const TENANT_IN_URL = /^[\w-]+$/

/** The issuer that this tenant's tokens must have; undefined if there is none. */
export function issuerOf(tenantId: unknown, template: string): string | undefined {
  if (!template.includes(TENANT_PLACEHOLDER)) return template
  if (typeof tenantId !== 'string' || !TENANT_IN_URL.test(tenantId)) return undefined
  return template.replace(TENANT_PLACEHOLDER, tenantId)
}
