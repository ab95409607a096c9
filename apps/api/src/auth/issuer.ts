/**
 * Stands in AUTH_ISSUER for the token's own tenant, as it does in the metadata of providers that
 * sign for many tenants with the same keys, each tenant under an issuer of its own.
 */
export const TENANT_PLACEHOLDER = '{tenantid}'

/** Nothing that could reach beyond its place in a URL. */
const TENANT_IN_URL = /^[\w-]+$/

/** The issuer that tokens of this tenant must have; undefined when there can be none. */
export function issuerOf(tenantId: unknown, template: string): string | undefined {
  if (!template.includes(TENANT_PLACEHOLDER)) return template
  if (typeof tenantId !== 'string' || !TENANT_IN_URL.test(tenantId)) return undefined
  return template.replace(TENANT_PLACEHOLDER, tenantId)
}
