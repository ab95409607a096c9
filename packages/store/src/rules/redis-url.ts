import type { HostAndPort } from '../config.ts'
import { parseHostAndPort } from './host-and-port.ts'

export interface RedisUrl {
  tls: boolean
  /** Decoded; empty where there is none. */
  username: string
  password: string
  /** More than one only of a cluster: its seeds, with commas between them. */
  hosts: [HostAndPort, ...HostAndPort[]]
  database: number
}

const DEFAULT_PORT = 6379
/** The user ends at the last @ of the authority, as in any URL. */
const SHAPE =
  /^(?<scheme>rediss?):\/\/(?:(?<user>[^/?#]*)@)?(?<hosts>[^@/?#]*)(?:\/(?<path>[^?#]*))?(?<query>\?[^#]*)?(?<hash>#.*)?$/is

const EXAMPLE = 'must be like redis://user:password@host:port or rediss://...'
const ENCODE =
  'a user or password with any of # / ? % must be percent-encoded: # is %23, / is %2F, ? is %3F, % is %25'

/** Query parameters that other clients read, and what says the same here. */
const ELSEWHERE: Record<string, string> = {
  db: 'the database is the path, as in redis://host:6379/2',
  database: 'the database is the path, as in redis://host:6379/2',
  tls: 'TLS is rediss:// in place of redis://',
  ssl: 'TLS is rediss:// in place of redis://',
}

/**
 * Read here and not by URL or the client, which drop what they do not know: a query, a fragment, the
 * end of a password. Returns the reason where it is no address that can be used as it stands; the
 * reason holds nothing of the address but the names of query parameters.
 */
export function readRedisUrl(text: string): RedisUrl | string {
  const parts = SHAPE.exec(text)?.groups
  if (parts === undefined) return EXAMPLE
  const { scheme = '', user = '', hosts = '', path = '', query = '', hash = '' } = parts
  // What should be the end of a password begins one of these.
  if (`${path}${query}${hash}`.includes('@')) return ENCODE
  if (hash !== '') return `has a fragment (#), which says nothing; ${ENCODE}`
  if (query !== '') return aboutQuery(query)
  const [username, password] = credentials(user)
  if (username === undefined || password === undefined) return ENCODE
  if (username !== '' && password === '') {
    return 'has a user without a password; a password alone is redis://:password@host'
  }
  if (!/^\d{0,5}$/.test(path)) return 'has a path that is no number of a database'
  const [first, ...others] = hosts.split(',').map((host) => parseHostAndPort(host, DEFAULT_PORT))
  if (first === undefined || !others.every((host) => host !== undefined)) return EXAMPLE
  return {
    tls: scheme.toLowerCase() === 'rediss',
    username,
    password,
    hosts: [first, ...others],
    database: Number(path),
  }
}

/** Of settings that were checked. */
export function parseRedisUrl(text: string): RedisUrl {
  const url = readRedisUrl(text)
  if (typeof url === 'string') throw new TypeError(`The Redis URL ${url}`)
  return url
}

/** Why this address and this mode do not go together. */
export function modeProblem(url: RedisUrl, mode: 'standalone' | 'cluster'): string | undefined {
  if (mode === 'cluster') {
    return url.database === 0 ? undefined : 'names a database, and a cluster has only database 0'
  }
  return url.hosts.length === 1 ? undefined : 'has several hosts, which needs REDIS_CLUSTER=true'
}

function aboutQuery(query: string): string {
  const [name = ''] = new URLSearchParams(query).keys()
  if (!/^[a-zA-Z_-]{1,30}$/.test(name)) return `has a query (?), which is not read; ${ENCODE}`
  const instead = ELSEWHERE[name.toLowerCase()]
  return `has a query (?${name}), which is not read${instead === undefined ? '' : `: ${instead}`}`
}

function credentials(user: string): [username?: string, password?: string] {
  const [username = '', ...password] = user.split(':')
  try {
    return [decodeURIComponent(username), decodeURIComponent(password.join(':'))]
  } catch {
    return []
  }
}
