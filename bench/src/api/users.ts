import { SignJWT } from 'jose'
import { TENANT } from '../contestants/threadkeep.ts'

export interface User {
  name: string
  headers: { authorization: string }
}

/** Users with tokens that a server with this secret takes. */
export function usersWithTokens(count: number, secret: string): Promise<User[]> {
  const key = new TextEncoder().encode(secret)
  const user = async (_: unknown, index: number) => {
    const name = `user-${index}`
    const token = await new SignJWT({ sub: name, tid: TENANT })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('2h')
      .sign(key)
    return { name, headers: { authorization: `Bearer ${token}` } }
  }
  return Promise.all(Array.from({ length: count }, user))
}
