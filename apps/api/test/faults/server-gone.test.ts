import { faultSuite } from './support/fault-suite.ts'
import { onServer } from './support/servers.ts'
import { LONG } from './support/settings.ts'
import { slowToLoad } from './support/slow-to-load.ts'

const OUTAGE = { rejected: 'all', health: 'unhealthy', isFast: true } as const

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
  { ...OUTAGE, name: 'LOADING', arrange: slowToLoad },
])
