import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Owner } from '@threadkeep/shared'
import { SignJWT } from 'jose'

const MAIN = fileURLToPath(new URL('../../../../apps/api/dist/main.js', import.meta.url))
const SECRET = 'a secret of the tests that is longer than 32 bytes'

/** How long to wait for what takes a moment, on a machine that is busy with other tests. */
export const PATIENCE = { timeout: 30_000, interval: 25 }

export interface Api extends AsyncDisposable {
  readonly url: string
}

/** The built API as operators run it, on a free port. In memory unless a variable names a Redis. */
export async function startApi(variables: Readonly<Record<string, string>>): Promise<Api> {
  const child = spawn(process.execPath, [MAIN], {
    // Nothing of the environment that the tests run in, which may name a Redis or a secret.
    env: {
      PORT: '0',
      AUTH_JWT_SECRET: SECRET,
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const killWithParent = () => child.kill('SIGKILL')
  process.once('exit', killWithParent)
  const exited = once(child, 'exit').finally(() => process.off('exit', killWithParent))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const listening = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (listening !== undefined) resolve(listening)
    })
    exited.then(() => reject(new Error('The API ended before it listened')), reject)
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** A token as the identity provider of a product would make it. */
export function signToken({ tenantId, userId }: Owner): Promise<string> {
  return new SignJWT({ sub: userId, tid: tenantId })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('10 minutes')
    .sign(new TextEncoder().encode(SECRET))
}
