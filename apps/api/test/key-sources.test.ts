import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority } from '@threadkeep/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuthConfig } from '../src/auth/auth-config.ts'
import { createAuth } from '../src/auth/create-auth.ts'
import { KEY_SET_TIMES } from '../src/auth/keys/key-set.ts'
import { createLogger } from '../src/observability/log.ts'
import { DEV_AUTH, keysAt } from './support/api.ts'
import { PATIENCE, startBuiltServer } from './support/built-server.ts'
import { createSigningKey, type SigningKey } from './support/key-endpoint.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

/* Where the keys of tokens come from, other than an https:// URL that is reached directly. */

const ALG = 'ES256'
const owner = newOwner()
const sign = ({ privateKey: key, kid }: SigningKey) => signToken(owner, { alg: ALG, key, kid })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('keys of a file are taken, and those of the file that replaces it', async () => {
  const path = join(folder, 'keys.json')
  const write = async ({ jwk }: SigningKey) => {
    await writeFile(`${path}.new`, JSON.stringify({ keys: [jwk] }))
    await rename(`${path}.new`, path)
  }
  const [first, second] = [await createSigningKey('1', ALG), await createSigningKey('2', ALG)]
  await write(first)
  const source = { kind: 'file', path } as const
  const key: AuthConfig['key'] = { kind: 'jwks', source, algorithms: [ALG] }
  const keySetTimes = { ...KEY_SET_TIMES, minFetchIntervalMs: 1 }
  const auth = await createAuth({ ...DEV_AUTH, key }, createLogger('silent'), { keySetTimes })
  expect(await auth.verifyToken(await sign(first))).toMatchObject({ owner })
  await write(second)
  expect(await auth.verifyToken(await sign(second))).toMatchObject({ owner })
  await writeFile(path, 'half of a fi')
  expect(await auth.verifyToken(await sign(first))).toMatchObject({ owner })
  expect(auth.keys.isUsable()).toBe(true)
})

test('of keys that come in the clear from another machine the log warns, of others it does not', async () => {
  for (const [url, warns] of [
    ['http://keys.invalid/keys', true],
    ['http://127.0.0.1:1/keys', false],
    ['https://keys.invalid/keys', false],
  ] as const) {
    const lines: string[] = []
    const log = createLogger('info', { write: (line) => lines.push(line) })
    await createAuth({ ...DEV_AUTH, key: keysAt(url) }, log)
    expect(lines.join('').includes('AUTH_JWKS_ALLOW_HTTP'), url).toBe(warns)
  }
})

describe('an https URL that only a proxy reaches', () => {
  /** A name that no resolver has, so that only the proxy leads there. */
  const HOST = 'keys.invalid'
  const key = createSigningKey('key-1', ALG)
  const asked: [target: string | undefined, credentials: string | undefined][] = []
  const servers: Server[] = []
  let proxy: string
  let ca: string

  const listen = async (server: Server) => {
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening on a port')
    return address.port
  }

  beforeAll(async () => {
    const authority = await createAuthority()
    ca = join(folder, 'ca.pem')
    await writeFile(ca, authority.certificate)
    const { certificate: cert, key: tlsKey } = await authority.issue([HOST])
    const { jwk } = await key
    const provider = await listen(
      createTlsServer({ cert, key: tlsKey }, (_req, res) => {
        res.end(JSON.stringify({ keys: [jwk] }))
      }),
    )
    const tunnels = createServer().on('connect', ({ url, headers }, socket) => {
      asked.push([url, headers['proxy-authorization']])
      const target = connect(provider, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        target.pipe(socket).pipe(target)
      })
      target.once('error', () => socket.destroy())
      socket.once('error', () => target.destroy())
    })
    proxy = `127.0.0.1:${await listen(tunnels)}`
  })
  afterAll(() => {
    for (const server of servers) server.close()
  })

  async function statusWith(variables: Record<string, string>): Promise<number> {
    await using api = await startBuiltServer({
      AUTH_JWKS_URL: `https://${HOST}/keys`,
      NODE_EXTRA_CA_CERTS: ca,
      ...variables,
    })
    const authorization = `Bearer ${await sign(await key)}`
    const response = await fetch(`${api.url}/trpc/conversation.list`, {
      headers: { authorization },
    })
    return response.status
  }

  test.each([
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://PROXY' }, undefined],
    ['https_proxy without a scheme', { https_proxy: 'PROXY' }, undefined],
    ['credentials', { HTTPS_PROXY: 'http://us%40er:p%3Aw@PROXY' }, 'us@er:p:w'],
  ])('is fetched by %s', async (_what, variables, credentials) => {
    asked.length = 0
    const named = Object.entries(variables).map(([name, value]) => [
      name,
      value.replace('PROXY', proxy),
    ])
    const other = { NO_PROXY: 'other.invalid' }
    await expect
      .poll(() => statusWith({ ...Object.fromEntries(named), ...other }), PATIENCE)
      .toBe(200)
    const basic = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
    expect(asked[0]).toEqual([`${HOST}:443`, basic])
  })

  test.each([HOST, '.invalid', '*'])('is not, where NO_PROXY is %s', async (except) => {
    asked.length = 0
    expect(await statusWith({ HTTPS_PROXY: `http://${proxy}`, NO_PROXY: except })).toBe(503)
    expect(asked).toEqual([])
  })
})
