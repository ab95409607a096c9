import { randomUUID } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '../../../src/index.ts'
import type { Client } from '../../support/api.ts'
import { signToken } from '../../support/tokens.ts'
import { PASSWORD, PRIVATE_WORD } from './settings.ts'

/** A user of the API, and what they know of their conversations. */
export interface User {
  readonly owner: Owner
  readonly token: string
  client: Client
  /** Acknowledged messages by conversation, of every conversation whose start was acknowledged. */
  readonly acknowledged: Map<string, number>
}

/** Secrets, and texts in refusals, that were seen in answers. */
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
  return { owner, token, client: clientOf(url, token, leaks), acknowledged: new Map() }
}

/** The same people, who from now on call another server. */
export function moveUsers(users: readonly User[], url: string): void {
  for (const user of users) user.client = clientOf(url, user.token, [])
}

function clientOf(url: string, token: string, leaks: Leaks): Client {
  const link = httpLink({
    url: `${url}/trpc`,
    headers: { authorization: `Bearer ${token}` },
    async fetch(input, init) {
      const response = await fetch(input instanceof URL ? input : String(input), {
        ...init,
        body: init?.body ?? null,
        signal: init?.signal ?? null,
      })
      const body = await response.clone().text()
      const said = JSON.stringify([...response.headers]) + body
      const forbidden = [PASSWORD, token, ...(response.ok ? [] : [PRIVATE_WORD])]
      leaks.push(...forbidden.filter((word) => said.includes(word)))
      return response
    },
  })
  return createTRPCClient<AppRouter>({ links: [link] })
}
