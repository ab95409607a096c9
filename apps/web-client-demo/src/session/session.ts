import type { Owner } from '@threadkeep/shared'
import { readStored, writeStored } from '../ui/storage.ts'

/** Who uses this page: a demo user, for whom tokens are fetched, or the bearer of a given token. */
export type Session = ({ kind: 'demo' } & Owner) | { kind: 'token'; token: string }

const KEY = 'threadkeep.session'

/** Each tab keeps its own user, so that two can be compared side by side. */
export function loadSession(): Session | undefined {
  return readStored(sessionStorage, KEY) ?? readStored(localStorage, KEY)
}

/** A new tab begins as the user seen last; a pasted token stays in its tab and dies with it. */
export function saveSession(session: Session | undefined): void {
  writeStored(sessionStorage, KEY, session)
  writeStored(localStorage, KEY, session?.kind === 'demo' ? session : undefined)
}

/** Names a session in storage keys, so that no user is shown what another one typed. */
export function sessionKey(session: Session): string {
  return session.kind === 'demo' ? JSON.stringify([session.tenantId, session.userId]) : 'token'
}
