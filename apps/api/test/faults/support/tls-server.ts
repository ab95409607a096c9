import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority, startTlsRedis, type Validity } from '@threadkeep/store/testing'
import type { Arrange } from './fault.ts'
import { adminOf } from './servers.ts'
import { PASSWORD } from './settings.ts'

const NAMES = ['localhost', '127.0.0.1']
const DAY_MS = 86_400_000

export interface Flaw {
  names?: readonly string[]
  validity?: Validity
  /** By an authority that the API does not trust. */
  isForeign?: boolean
}

export const EXPIRED: Flaw = {
  validity: {
    notBefore: new Date(Date.now() - 2 * DAY_MS),
    notAfter: new Date(Date.now() - DAY_MS),
  },
}

/** A server whose certificate has a flaw, until it is started again with a sound one. */
export function withCertificate({ names = NAMES, validity, isForeign = false }: Flaw): Arrange {
  return async (keep) => {
    const trusted = await createAuthority()
    const server = keep(await startTlsRedis({ config: { requirepass: PASSWORD } }))
    const caPath = join(server.folder, 'trusted.pem')
    await writeFile(caPath, trusted.certificate)
    const show = async (authority: typeof trusted, ...what: Parameters<typeof trusted.issue>) => {
      const { certificate, key } = await authority.issue(...what)
      await writeFile(join(server.folder, 'server.pem'), certificate)
      await writeFile(join(server.folder, 'server.key'), key)
      await server.restart()
    }
    const port = server.port
    return {
      variables: {
        REDIS_HOSTNAME: 'localhost',
        REDIS_PORT: String(port),
        REDIS_PASSWORD: PASSWORD,
        REDIS_TLS_CA: caPath,
      },
      servers: [adminOf(keep, { port, password: PASSWORD, tls: { ca: trusted.certificate } })],
      strike: async () => show(isForeign ? await createAuthority() : trusted, names, validity),
      repair: () => show(trusted, NAMES),
    }
  }
}

/** A server that speaks TLS to callers who do not, until it is told to stop. */
export const speakingTlsToPlain: Arrange = async (keep) => {
  const server = keep(await startTlsRedis({ config: { requirepass: PASSWORD } }))
  const configFile = join(server.folder, 'redis.conf')
  return {
    variables: { REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${server.port}` },
    servers: [adminOf(keep, { port: server.port, password: PASSWORD })],
    strike: () => 'it does so from the start',
    async repair() {
      const config = await readFile(configFile, 'utf8')
      const plain = config.split('\n').filter((line) => !/^(port|tls-)/.test(line))
      await writeFile(configFile, [...plain, `port ${server.port}`, ''].join('\n'))
      await server.restart()
    },
  }
}
