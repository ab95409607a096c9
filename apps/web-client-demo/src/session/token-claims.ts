import * as z from 'zod/mini'

const ClaimsSchema = z.record(z.string(), z.unknown())

/** Claims that differ between two tokens of one person. */
const PER_TOKEN = new Set(
  'exp iat nbf jti auth_time nonce sid uti aio rh at_hash c_hash acr amr updated_at'.split(' '),
)

/**
 * Names the bearer of a token. Which claims name a user and a tenant is configured at the API, so
 * all claims count except those of one token. A claim unknown here makes two keys of one person,
 * which hides a draft; leaving one out could show another user's.
 */
export function personKeyOf(token: string): string {
  const claims = claimsOf(token)
  // The API accepts signed tokens only, so nothing is ever sent under this key.
  if (!claims) return 'unreadable-token'
  const lasting = Object.entries(claims).filter(([name]) => !PER_TOKEN.has(name))
  return JSON.stringify(lasting.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(
      atob(payload.replaceAll('-', '+').replaceAll('_', '/')),
      (character) => character.charCodeAt(0),
    )
    return ClaimsSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  } catch {
    return undefined
  }
}
