import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arrange } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { startGuarded } from './support/servers.ts'
import { AT_ONCE_MS, PASSWORD } from './support/settings.ts'
import { EXPIRED, speakingTlsToPlain, withCertificate } from './support/tls-server.ts'

const OUTAGE = { rejected: 'all', health: 'unhealthy', fastMs: AT_ONCE_MS } as const

const RESOLVER = new URL('./support/flaky-resolver.mjs', import.meta.url).href

const withoutResolver: Arrange = async (keep) => {
  const { server, admin } = await startGuarded(keep)
  const switchedOff = join(server.folder, 'no-resolver')
  return {
    variables: {
      REDIS_URL: `redis://:${PASSWORD}@redis.example:${server.port}`,
      NODE_OPTIONS: `--import=${RESOLVER}`,
      FLAKY_RESOLVER: switchedOff,
    },
    servers: [admin],
    async strike() {
      await writeFile(switchedOff, '')
      // A connection that stands asks for no name.
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal')
    },
    repair: () => rm(switchedOff),
  }
}

faultSuite('an address or a certificate that is wrong', [
  { ...OUTAGE, name: 'name not resolved', arrange: withoutResolver },
  { ...OUTAGE, name: 'wrong authority', arrange: withCertificate({ isForeign: true }) },
  { ...OUTAGE, name: 'wrong name', arrange: withCertificate({ names: ['elsewhere.example'] }) },
  { ...OUTAGE, name: 'expired certificate', arrange: withCertificate(EXPIRED) },
  { ...OUTAGE, name: 'plaintext against TLS', arrange: speakingTlsToPlain },
])
