/** A server version that people run, and the Debian release that has it as a package. */
export interface TestServer {
  release: string
  /** The package, and the program in it. */
  package: string
  /** How the version begins that the server reports. */
  version: string
}

/** What TEST_REDIS_SERVER chooses from. */
export const TEST_SERVERS: Readonly<Record<string, TestServer>> = {
  '6.0': debian('bullseye', 'redis-server', '6.0.'),
  '7.0': debian('bookworm', 'redis-server', '7.0.'),
  '8.0': debian('trixie', 'redis-server', '8.0.'),
  valkey8: debian('trixie', 'valkey-server', '8.'),
}

function debian(release: string, name: string, version: string): TestServer {
  return { release, package: name, version }
}

/** Undefined where the variable is not set: any server of this machine will do. */
export function chosenTestServer(): [name: string, server: TestServer] | undefined {
  const name = process.env['TEST_REDIS_SERVER']
  if (!name) return undefined
  const server = TEST_SERVERS[name]
  if (server !== undefined) return [name, server]
  const names = Object.keys(TEST_SERVERS).join(', ')
  throw new Error(`TEST_REDIS_SERVER is ${name}, which is none of ${names}`)
}
