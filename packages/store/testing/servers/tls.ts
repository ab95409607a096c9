import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Authority, createAuthority, daysFromNow, type KeyPair } from './certificates.ts'
import { configLines, type RedisOptions, type RedisServer, startServer } from './redis.ts'

const CA_FILE = 'ca.pem'
const CLIENT_CERT_FILE = 'client.pem'
const CLIENT_KEY_FILE = 'client.key'

export interface TlsRedisOptions {
  /** What the server shows. Default `valid`: for localhost and 127.0.0.1, by the authority. */
  certificate?: 'valid' | 'wrong-name' | 'expired' | 'other-authority'
  /** Whether clients must show a certificate of the authority. Default false. */
  authClients?: boolean
  config?: RedisOptions['config']
}

/** One server that speaks TLS only; `url` is a `rediss:` one. */
export interface TlsRedisServer extends RedisServer {
  /** PEM file of the authority that its clients are to trust. */
  readonly caPath: string
  /** PEM files of a certificate that clients may show, and its key. */
  readonly clientCertPath: string
  readonly clientKeyPath: string
}

export async function startTlsRedis(options: TlsRedisOptions = {}): Promise<TlsRedisServer> {
  const authority = await createAuthority()
  const shown = await certificateFor(options.certificate ?? 'valid', authority)
  const client = await authority.issue(['client.example'])
  const server = await startServer({
    scheme: 'rediss',
    async configFor(port, folder) {
      const place = async (name: string, pem: string) => {
        await writeFile(join(folder, name), pem, { mode: 0o600 })
        return join(folder, name)
      }
      await place(CLIENT_CERT_FILE, client.certificate)
      await place(CLIENT_KEY_FILE, client.key)
      return [
        'bind 127.0.0.1',
        'port 0',
        `tls-port ${port}`,
        `tls-cert-file ${await place('server.pem', shown.certificate)}`,
        `tls-key-file ${await place('server.key', shown.key)}`,
        `tls-ca-cert-file ${await place(CA_FILE, authority.certificate)}`,
        `tls-auth-clients ${options.authClients ? 'yes' : 'no'}`,
        'save ""',
        ...configLines(options.config),
      ]
    },
  })
  const pathOf = (name: string) => join(server.folder, name)
  return Object.assign(server, {
    caPath: pathOf(CA_FILE),
    clientCertPath: pathOf(CLIENT_CERT_FILE),
    clientKeyPath: pathOf(CLIENT_KEY_FILE),
  })
}

async function certificateFor(
  kind: NonNullable<TlsRedisOptions['certificate']>,
  authority: Authority,
): Promise<KeyPair> {
  const names = ['localhost', '127.0.0.1']
  switch (kind) {
    case 'valid':
      return authority.issue(names)
    case 'wrong-name':
      return authority.issue(['elsewhere.example'])
    case 'expired':
      return authority.issue(names, { notBefore: daysFromNow(-2), notAfter: daysFromNow(-1) })
    case 'other-authority':
      return (await createAuthority()).issue(names)
  }
}
