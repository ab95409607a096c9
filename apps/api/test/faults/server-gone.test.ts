import { faultSuite } from './support/fault-suite.ts'
import { onServer } from './support/servers.ts'
import { AT_ONCE_MS, LONG, SOON_MS } from './support/settings.ts'
import { slowToLoad } from './support/slow-to-load.ts'

const OUTAGE = { rejected: 'all', health: 'unhealthy', fastMs: AT_ONCE_MS } as const

faultSuite('a server that is gone', [
  {
    ...OUTAGE,
    name: 'down at boot',
    isFromTheStart: true,
    arrange: onServer(
      ({ server }) => server.kill(),
      ({ server }) => server.restart(),
    ),
  },
  {
    ...OUTAGE,
    name: 'kill -9 and restart',
    arrange: onServer(
      ({ server }) => server.kill(),
      ({ server }) => server.restart(),
      { appendonly: true },
    ),
  },
  {
    ...OUTAGE,
    name: 'SIGSTOP and SIGCONT',
    // So much that a memory which kept rejected requests would show it.
    ...(LONG ? { callsPerSecond: 500, textBytes: 2048 } : { callsPerSecond: 50 }),
    arrange: onServer(
      ({ server }) => server.signal('SIGSTOP'),
      ({ server }) => server.signal('SIGCONT'),
    ),
  },
  { ...OUTAGE, name: 'LOADING', fastMs: SOON_MS, arrange: slowToLoad },
])
