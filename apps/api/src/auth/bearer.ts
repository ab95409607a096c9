import { UnauthenticatedError } from '../errors.ts'

/** Longer ones are nobody's token, and would cost a hash and a parse each. */
const MAX_TOKEN_LENGTH = 8192

/** The token of `Authorization: Bearer <token>`. Throws UnauthenticatedError. */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new UnauthenticatedError('no authorization header')
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1]
  if (token === undefined) throw new UnauthenticatedError('not a bearer token')
  if (token.length > MAX_TOKEN_LENGTH) throw new UnauthenticatedError('token too long')
  return token
}
