import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arrange } from './support/fault.ts'
import { faultSuite } from './support/fault-suite.ts'
import { startGuarded } from './support/servers.ts'
import { PASSWORD } from './support/settings.ts'
import { EXPIRED, speakingTlsToPlain, withCertificate } from './support/tls-server.ts'

const NEVER_UP = {
  refused: 'all',
  health: 'unhealthy',
  isFast: true,
  isFromTheStart: true,
} as const

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
    strike: () => writeFile(switchedOff, ''),
    repair: () => rm(switchedOff),
  }
}

faultSuite('an address or a certificate that is wrong', [
  { ...NEVER_UP, name: 'name not resolved', arrange: withoutResolver },
  { ...NEVER_UP, name: 'wrong authority', arrange: withCertificate({ isForeign: true }) },
  { ...NEVER_UP, name: 'wrong name', arrange: withCertificate({ names: ['elsewhere.example'] }) },
  { ...NEVER_UP, name: 'expired certificate', arrange: withCertificate(EXPIRED) },
  { ...NEVER_UP, name: 'plaintext against TLS', arrange: speakingTlsToPlain },
])
