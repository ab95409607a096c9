import type { DevToken } from '@threadkeep/api'
import type { Owner } from '@threadkeep/shared'
import * as z from 'zod/mini'
import { SignInRequiredError, WrongServerError } from '../errors.ts'
import type { Session } from './session.ts'

export interface TokenSource {
  /** Rejects with SignInRequiredError if no token can be obtained. */
  get(): Promise<string>
  /** Drops a token that was rejected. False if another one cannot be obtained. */
  renew(): boolean
}

/** A token this close to its expiry may be rejected by the time it arrives. */
const EXPIRY_MARGIN_MS = 30_000

export function createTokenSource(session: Session): TokenSource {
  if (session.kind === 'token') {
    return { get: async () => session.token, renew: () => false }
  }

  let current: { token: Promise<string>; usableUntil: number } | undefined

  function fetchAnother(owner: Owner) {
    const fetching = fetchDevToken(owner)
    const entry = { token: fetching.then(({ token }) => token), usableUntil: Infinity }
    current = entry
    // A failed fetch is forgotten, so that the next call tries again.
    fetching.then(
      ({ expiresAt }) => {
        entry.usableUntil = Date.parse(expiresAt) - EXPIRY_MARGIN_MS
      },
      () => {
        if (current === entry) current = undefined
      },
    )
    return entry
  }

  return {
    get() {
      const usable = current !== undefined && Date.now() < current.usableUntil
      return (usable && current ? current : fetchAnother(session)).token
    },
    renew() {
      current = undefined
      return true
    },
  }
}

const DevTokenSchema = z.object({
  token: z.string(),
  expiresAt: z.string(),
}) satisfies z.ZodMiniType<DevToken>

/** Of the health report, what no other server has. */
const HealthSchema = z.object({
  result: z.object({ data: z.object({ redisStatus: z.string(), uptimeSeconds: z.number() }) }),
})

/** The API's own tokens for development. It has this route only while no real key is configured. */
export async function fetchDevToken({ tenantId, userId }: Owner): Promise<DevToken> {
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId, userId }),
  })
  if (response.status === 404) {
    if (await isThreadkeep()) throw new SignInRequiredError('No development tokens here')
    throw new WrongServerError()
  }
  if (!response.ok) throw new Error(`The token route responded with ${response.status}`)
  return DevTokenSchema.parse(await response.json())
}

/** Any server has a 404 for the token route; the health report is Threadkeep's alone. */
async function isThreadkeep(): Promise<boolean> {
  const response = await fetch('/trpc/health')
  const body: unknown = await response.json().catch(() => undefined)
  return HealthSchema.safeParse(body).success
}
