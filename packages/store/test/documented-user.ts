import { readFileSync } from 'node:fs'
import { Redis, type RedisOptions } from 'ioredis'

/* The Redis user of docs/operations.md: its ACL line is run as it stands there. */

const PASSWORD = 'documented-secret'
const doc = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')

/** The words of the line: ACL SETUSER <name> on ... */
export const ACL_LINE: readonly string[] = /^ACL SETUSER .*$/m.exec(doc)?.[0].split(' ') ?? []

/** Redis 6 has no sharded channels, and its 6.0 no rights to channels: the doc says to leave these out. */
const NOT_IN_REDIS_6 = /^(&|\+s(publish|subscribe|unsubscribe)$)/

/** Makes the user on a server, and returns the server's URL as that user's. */
export async function addDocumentedUser(url: string, options: AdminOptions = {}): Promise<string> {
  const { prefix = '', ...connection } = options
  await withAdmin(url, connection, async (admin) => {
    const isOld = /redis_version:6\./.test(await admin.info('server'))
    const rules = ACL_LINE.filter((word) => !isOld || !NOT_IN_REDIS_6.test(word)).map((word) =>
      word.replace('PASSWORD', PASSWORD).replace(/^[~&]/, `$&${prefix}`),
    )
    await admin.call('ACL', ...rules.slice(1))
  })
  return asDocumentedUser(url)
}

export function asDocumentedUser(url: string): string {
  const address = new URL(url)
  address.username = ACL_LINE[2] ?? ''
  address.password = PASSWORD
  return address.href
}

/** The subscriber of ioredis's cluster client asks for it whatever its options say, and goes on without. */
const CLIENT_INFO = /^client(?:\|setinfo)?$/

/** The commands and keys that the server rejected for a missing right, also where the error was ignored. */
export async function denials(url: string, connection: Tls = {}): Promise<string[]> {
  const log = await withAdmin(url, connection, (admin) => admin.call('ACL', 'LOG'))
  if (!Array.isArray(log)) throw new TypeError('ACL LOG returned no list')
  return log
    .map((entry: unknown[]) => String(entry[entry.indexOf('object') + 1]))
    .filter((object) => !CLIENT_INFO.test(object))
}

type Tls = Pick<RedisOptions, 'tls'>
type AdminOptions = Tls & { prefix?: string }

async function withAdmin<Result>(
  url: string,
  connection: Tls,
  act: (admin: Redis) => Promise<Result>,
): Promise<Result> {
  const admin = new Redis(url, { ...connection, protocol: 2 })
  try {
    return await act(admin)
  } finally {
    admin.disconnect()
  }
}
