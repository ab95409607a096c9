import { UnauthenticatedError } from '../errors/errors.ts'

/**
 * An Entra ID token with 200 groups has 10.5 KB. Longer ones are rejected before they are hashed
 * and parsed.
 */
export const MAX_TOKEN_LENGTH = 12 * 1024

/** The token of `Authorization: Bearer <token>`. Throws UnauthenticatedError. */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new UnauthenticatedError('no authorization header')
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1]
  if (token === undefined) throw new UnauthenticatedError('not a bearer token')
  if (token.length > MAX_TOKEN_LENGTH) throw new UnauthenticatedError('token too long')
  return token
}
