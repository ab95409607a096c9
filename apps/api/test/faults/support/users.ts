import { randomUUID } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { signToken } from '../../support/tokens.ts'
import { type Caller, createCaller } from './caller.ts'
import { PASSWORD, PRIVATE_WORD } from './settings.ts'

/** A user of the API, and what they know of their conversations. */
export interface User {
  readonly owner: Owner
  readonly token: string
  caller: Caller
  /** Acknowledged messages by conversation, of every conversation whose start was acknowledged. */
  readonly acknowledged: Map<string, number>
}

/** Secrets, and texts in rejections, that were seen in responses. */
export type Leaks = string[]

/** Two of one tenant, and one of another with the id that one of them has. */
export async function createUsers(url: string, leaks: Leaks): Promise<[User, ...User[]]> {
  const [tenant, otherTenant] = [randomUUID(), randomUUID()]
  return [
    await createUser(url, { tenantId: tenant, userId: 'ada' }, leaks),
    await createUser(url, { tenantId: tenant, userId: 'bob' }, leaks),
    await createUser(url, { tenantId: otherTenant, userId: 'ada' }, leaks),
  ]
}

async function createUser(url: string, owner: Owner, leaks: Leaks): Promise<User> {
  const token = await signToken(owner)
  return { owner, token, caller: callerOf(url, token, leaks), acknowledged: new Map() }
}

/** The same people, who from now on call another server. */
export function moveUsers(users: readonly User[], url: string): void {
  for (const user of users) user.caller = callerOf(url, user.token, [])
}

function callerOf(url: string, token: string, leaks: Leaks): Caller {
  return createCaller(url, token, ({ status, headers, body }) => {
    const forbidden = [PASSWORD, token, ...(status === 200 ? [] : [PRIVATE_WORD])]
    const said = headers.join() + body
    leaks.push(...forbidden.filter((word) => said.includes(word)))
  })
}
