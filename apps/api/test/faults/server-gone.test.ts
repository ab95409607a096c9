import { faultSuite } from './support/fault-suite.ts'
import { onServer } from './support/servers.ts'
import { LONG } from './support/settings.ts'

const OUTAGE = { refused: 'all', health: 'unhealthy', isFast: true } as const

/** So slow to load that the outage outlasts a deadline. */
const SLOW_TO_LOAD = { 'key-load-delay': '200', 'loading-process-events-interval-bytes': '1024' }
const FILLER = "for i = 1, 10000 do redis.call('SET', 'filler:' .. i, i) end"

let loaded: Promise<void> | undefined

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
    // So much that a memory which kept what it refuses would show it.
    ...(LONG ? { callsPerSecond: 500, textBytes: 2048 } : { callsPerSecond: 50 }),
    arrange: onServer(
      ({ server }) => server.signal('SIGSTOP'),
      ({ server }) => server.signal('SIGCONT'),
    ),
  },
  {
    name: 'LOADING',
    refused: 'all',
    health: 'unhealthy',
    arrange: onServer(
      async ({ server, admin }) => {
        await admin.eval(FILLER, 0)
        await server.kill()
        loaded = server.restart()
      },
      () => loaded,
      { appendonly: true, config: SLOW_TO_LOAD },
    ),
  },
])
