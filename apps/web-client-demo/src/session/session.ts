import type { Owner } from '@threadkeep/shared'
import * as z from 'zod/mini'
import { readStored, writeStored } from '../storage/stored.ts'
import { personKeyOf } from './token-claims.ts'

const NameSchema = z.string().check(z.minLength(1))

const OwnerShape = { tenantId: NameSchema, userId: NameSchema } satisfies Record<
  keyof Owner,
  z.ZodMiniType<string>
>

const SessionSchema = z.union([
  z.strictObject({ kind: z.literal('demo'), ...OwnerShape }),
  z.strictObject({ kind: z.literal('token'), token: NameSchema }),
])

/** The user of this page: a demo user, for whom tokens are fetched, or the bearer of a given token. */
export type Session = z.infer<typeof SessionSchema>

const KEY = 'threadkeep.session'

/** Each tab keeps its own user, so that two can be compared side by side. */
export function loadSession(): Session | undefined {
  return readStored('session', KEY, SessionSchema) ?? readStored('local', KEY, SessionSchema)
}

/** A new tab begins as the user seen last; a pasted token stays in its tab and dies with it. */
export function saveSession(session: Session | undefined): void {
  writeStored('session', KEY, session)
  writeStored('local', KEY, session?.kind === 'demo' ? session : undefined)
}

/** Names a person in storage keys, so that no user is shown, or sends, what another one typed. */
export function sessionKey(session: Session): string {
  return session.kind === 'demo'
    ? JSON.stringify([session.tenantId, session.userId])
    : personKeyOf(session.token)
}
