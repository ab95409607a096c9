import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAuthority, startTlsRedis, type Validity } from '@threadkeep/store/testing'
import type { Arrange } from './fault.ts'
import { adminOf } from './servers.ts'
import { PASSWORD } from './settings.ts'

const NAMES = ['localhost', '127.0.0.1']
const DAY_MS = 86_400_000

/** Another certificate takes a restart, and nothing is to be lost by that. */
const DURABLE = { requirepass: PASSWORD, appendonly: 'yes' }

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

/** A server that is started again with a flawed certificate, and with a sound one at last. */
export function withCertificate({ names = NAMES, validity, isForeign = false }: Flaw): Arrange {
  return async (keep) => {
    const trusted = await createAuthority()
    const server = keep(await startTlsRedis({ config: DURABLE }))
    const caPath = join(server.folder, 'trusted.pem')
    await writeFile(caPath, trusted.certificate)
    const show = async (authority: typeof trusted, ...what: Parameters<typeof trusted.issue>) => {
      const { certificate, key } = await authority.issue(...what)
      await writeFile(join(server.folder, 'server.pem'), certificate)
      await writeFile(join(server.folder, 'server.key'), key)
      await server.restart()
    }
    await show(trusted, NAMES)
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

/** A server that speaks plain, then TLS only, to callers who do not. */
export const speakingTlsToPlain: Arrange = async (keep) => {
  const server = keep(await startTlsRedis({ config: DURABLE }))
  const { port, folder } = server
  const configFile = join(folder, 'redis.conf')
  const speakingTls = await readFile(configFile, 'utf8')
  const others = speakingTls.split('\n').filter((line) => !/^(port|tls-)/.test(line))
  const plain = [...others, `port ${port}`, ''].join('\n')
  const restartWith = async (config: string) => {
    await writeFile(configFile, config)
    await server.restart()
  }
  await restartWith(plain)
  return {
    variables: { REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${port}` },
    servers: [adminOf(keep, { port, password: PASSWORD })],
    strike: () => restartWith(speakingTls),
    repair: () => restartWith(plain),
  }
}
