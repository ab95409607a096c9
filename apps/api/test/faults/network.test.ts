import type { FaultCase } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { inRandomOrder } from './support/random-sequence.ts'
import { onTheWay } from './support/servers.ts'
import { AT_ONCE_MS, LONG } from './support/settings.ts'

const OUTAGE = { rejected: 'all', health: 'unhealthy' } as const

/** Scripts are what changes anything; what is said while connecting gets through. */
const isScript = (request: Buffer) => request.includes('evalsha')

/** The server fails as well, by itself, while the network does. */
const AT_RANDOM: FaultCase = {
  name: 'faults in random order, of network and server',
  rejected: 'some',
  health: 'either',
  durationMs: 60_000,
  arrange: inRandomOrder,
}

faultSuite('a network that fails', [
  ...(LONG ? [AT_RANDOM] : []),
  {
    name: 'replies cut after execution',
    rejected: 'all',
    health: 'either',
    arrange: onTheWay((proxy) => proxy.inject({ kind: 'cut-reply', when: isScript })),
  },
  {
    name: 'replies cut short',
    rejected: 'all',
    health: 'either',
    arrange: onTheWay((proxy) =>
      proxy.inject({ kind: 'truncate-reply', bytes: 3, when: isScript }),
    ),
  },
  {
    name: 'garbage in place of replies',
    rejected: 'all',
    health: 'either',
    arrange: onTheWay((proxy) =>
      proxy.inject({ kind: 'replace-reply', by: Buffer.from('\0foo\r\n'), when: isScript }),
    ),
  },
  {
    ...OUTAGE,
    name: 'black hole',
    fastMs: AT_ONCE_MS,
    arrange: onTheWay((proxy) => proxy.inject({ kind: 'black-hole' })),
  },
  {
    ...OUTAGE,
    name: 'accepted, then silence',
    fastMs: AT_ONCE_MS,
    arrange: onTheWay((proxy) => {
      proxy.inject({ kind: 'black-hole' })
      proxy.cutAll()
    }),
  },
  {
    name: 'replies at 0.5 of the deadline',
    rejected: 'none',
    health: 'healthy',
    deadlineMs: 1000,
    arrange: onTheWay((proxy, deadlineMs) =>
      proxy.inject({ kind: 'delay-replies', ms: 0.5 * deadlineMs }),
    ),
  },
  {
    name: 'replies at 0.9 of the deadline',
    rejected: 'some',
    health: 'either',
    arrange: onTheWay((proxy, deadlineMs) =>
      proxy.inject({ kind: 'delay-replies', ms: 0.9 * deadlineMs }),
    ),
  },
  {
    name: 'replies at 1.1 of the deadline',
    rejected: 'late',
    health: 'unhealthy',
    deadlineMs: 1000,
    durationMs: LONG ? 8000 : 3000,
    arrange: onTheWay((proxy, deadlineMs) =>
      proxy.inject({ kind: 'delay-replies', ms: 1.1 * deadlineMs }),
    ),
  },
])
