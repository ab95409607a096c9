import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore, type RedisAddress } from '@threadkeep/store'
import { createAuthority } from '@threadkeep/store/testing'
import { afterAll, expect, it } from 'vitest'
import { type Azurite, startAzurite } from './azurite.ts'
import { fill, someOwners } from './fill.ts'
import { MAIN, runNode } from './processes.ts'
import { configOf, startStandalone } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'threadkeep-identity-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The emulator reads what a token says, and not who signed it. */
function tokenFor(audience: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    aud: audience,
    iss: 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/',
    iat: now - 60,
    nbf: now - 60,
    exp: now + 3600,
  }
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2lnbmF0dXJl`
}

/** As Azure Container Apps and App Service give tokens to their containers. */
async function startIdentityEndpoint() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const resource = new URL(request.url ?? '', 'http://localhost').searchParams.get('resource')
    asked.push(`${request.headers['x-identity-header']} ${resource}`)
    const token = { access_token: tokenFor(resource ?? ''), token_type: 'Bearer', resource }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...token, expires_on: Math.floor(Date.now() / 1000) + 3600 }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return {
    asked,
    url: `http://127.0.0.1:${address.port}/token`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Trusts the emulator's certificate. */
function runTrusting(args: readonly string[], env: Record<string, string>) {
  return runNode(args, { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), ...env })
}

/** By the account's key. This process does not trust the emulator's certificate. */
async function createContainer({ connectionString }: Azurite): Promise<void> {
  const program = `import { BlobServiceClient } from '@azure/storage-blob'
    await BlobServiceClient.fromConnectionString(process.env.CONNECTION).createContainer('archive')`
  const args = ['--input-type=module', '--eval', program]
  expect(await runTrusting(args, { CONNECTION: connectionString })).toEqual({ code: 0, said: '' })
}

it('an archive is opened as the managed identity of the container that the tool runs in', async () => {
  const authority = await createAuthority()
  const { certificate, key } = await authority.issue(['127.0.0.1'])
  writeFileSync(join(folder, 'ca.pem'), authority.certificate)
  writeFileSync(join(folder, 'cert.pem'), certificate)
  writeFileSync(join(folder, 'key.pem'), key)
  const tls = ['--oauth', 'basic', '--cert', join(folder, 'cert.pem')]
  await using azurite = await startAzurite(...tls, '--key', join(folder, 'key.pem'))
  await using endpoint = await startIdentityEndpoint()
  await using target = await startStandalone()
  await createContainer(azurite)
  const store = createStore(configOf(target.address))
  await fill(store, someOwners(1, 1), 2)
  await store.close()
  const env = {
    REDIS_URL: urlOf(target.address),
    IDENTITY_ENDPOINT: endpoint.url,
    IDENTITY_HEADER: 'secret',
  }
  const place = `${azurite.url}/archive/production`
  const archived = await runTrusting([MAIN, 'archive', '--older-than', '0m', '--to', place], env)
  expect(archived).toEqual({
    code: 0,
    said: 'Moved 2 conversations into the archive; 0 changed meanwhile and stayed.\n',
  })
  expect(endpoint.asked[0]).toBe('secret https://storage.azure.com')
  const restore = ['restore', '--from', place, '--tenant', 'tenant 0']
  expect((await runTrusting([MAIN, ...restore], env)).said).toMatch(/^Restored 2 conversations;/)
})

function urlOf(address: RedisAddress): string {
  return address.mode === 'standalone' ? address.url : ''
}
