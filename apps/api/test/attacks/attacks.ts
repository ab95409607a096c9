import type { Attack } from './attacker.ts'
import type { World } from './world.ts'

export interface AttackRow {
  name: string
  link: string
  /** Of the link to Redis; undefined for loopback. */
  bytesPerSecond: number | undefined
  prepare(world: World): Promise<Attack>
}

/** Rows that share a server. */
export interface RowGroup {
  worldOptions: { hasAdminPort?: boolean; hasLink?: boolean }
  rows: AttackRow[]
}

const LINKS = { '12 MB/s': 12_000_000, '4 MB/s': 4_000_000 }
/** Of which a page holds as many as fit into 512 KiB. */
const LARGE = { messages: 100, bytes: 63 * 1024 }
/** Of which a page is just below what the store calls a large reply. */
const MEDIUM = { messages: 20, bytes: 2850 }
const PAGES = {
  'large pages': { calls: 1, reading: 'at once', history: LARGE },
  batches: { calls: 10, reading: 'at once', history: LARGE },
  'batches behind short lists': { calls: 10, shortLists: 4, reading: 'at once', history: LARGE },
  'batches of 60 KB': { calls: 10, reading: 'at once', history: MEDIUM },
  'never reading': { calls: 10, reading: 'never', history: LARGE },
  'drip reading': { calls: 10, reading: 'in drips', history: LARGE },
} as const
const CHUNKED = 'transfer-encoding: chunked'
const BODIES = {
  chunked: { framing: CHUNKED, chunkBytes: 64 * 1024 },
  'tiny chunks': { framing: CHUNKED, chunkBytes: 1 },
  'of 1 TB': { framing: `content-length: ${10 ** 12}` },
}
const OPEN_ROUTES = [
  '/livez',
  '/readyz',
  '/health',
  '/metrics',
  '/openapi.json',
  '/trpc/health',
  '/x',
]
const BAD_TOKEN = `authorization: Bearer ${'x'.repeat(600)}\r\n`

export function rowsOf(): RowGroup[] {
  return [
    { worldOptions: {}, rows: [...byUser('loopback', undefined), ...byStrangers()] },
    {
      worldOptions: { hasLink: true },
      rows: Object.entries(LINKS).flatMap(([link, speed]) => byUser(link, speed)),
    },
    // Without a port of their own, so that probes and metrics are among what is flooded.
    { worldOptions: { hasAdminPort: false }, rows: floods() },
  ]
}

/** One hostile user, who reads one conversation. */
function byUser(link: string, bytesPerSecond: number | undefined): AttackRow[] {
  return Object.entries(PAGES).flatMap(([what, { history, ...how }]) =>
    [1, 50].map((connections) => ({
      name: `${what}, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
      link,
      bytesPerSecond,
      async prepare(world: World) {
        const user = await world.createUser(history.messages, history.bytes)
        return { kind: 'pages' as const, user, connections, ...how }
      },
    })),
  )
}

function byStrangers(): AttackRow[] {
  return [
    stranger('5,000 idle connections', { kind: 'idle', count: 5000 }),
    ...Object.entries(BODIES).map(([what, body]) =>
      stranger(`50 endless bodies, ${what}`, { kind: 'bodies', ...body }),
    ),
    stranger('50 callers send thousands of requests ahead', { kind: 'pipelining' }),
    stranger('50 callers never read /openapi.json', {
      kind: 'unread',
      path: '/openapi.json',
      count: 50,
    }),
  ]
}

function floods(): AttackRow[] {
  return [
    ...OPEN_ROUTES.map((path) =>
      stranger(`50 callers flood ${path}`, { kind: 'flood', path, headers: '' }),
    ),
    stranger('50 callers flood with a bad token', {
      kind: 'flood',
      path: '/trpc/conversation.list',
      headers: BAD_TOKEN,
    }),
  ]
}

function stranger(name: string, attack: Attack): AttackRow {
  return { name, link: 'loopback', bytesPerSecond: undefined, prepare: async () => attack }
}
