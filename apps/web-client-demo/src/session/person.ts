import { DEMO_TENANTS } from './demo-users.ts'
import type { Session } from './session.ts'

export interface Person {
  name: string
  tenant: string
}

/** How a session is shown. Only the API knows the bearer of a pasted token. */
export function personOf(session: Session): Person {
  if (session.kind === 'token') return { name: 'Signed in', tenant: 'with your own token' }
  const tenant = DEMO_TENANTS.find(({ tenantId }) => tenantId === session.tenantId)
  const user = tenant?.users.find(({ userId }) => userId === session.userId)
  return { name: user?.name ?? session.userId, tenant: tenant?.name ?? session.tenantId }
}
