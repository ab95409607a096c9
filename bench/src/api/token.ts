import { SignJWT } from 'jose'
import { TENANT } from '../contestants/threadkeep.ts'

export function tokenFor(user: string, secret: string): Promise<string> {
  return new SignJWT({ sub: user, tid: TENANT })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('2h')
    .sign(new TextEncoder().encode(secret))
}
