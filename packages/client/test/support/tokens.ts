import type { Owner } from '@threadkeep/shared'
import { SignJWT } from 'jose'

export const SECRET = 'a secret of the tests that is longer than 32 bytes'

/** A token as the identity provider of a product would make it. */
export function signToken(
  { tenantId, userId }: Owner,
  expiresIn = '10 minutes',
  claims: object = {},
): Promise<string> {
  return new SignJWT({ sub: userId, tid: tenantId, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(SECRET))
}
