// Loaded into the API before it starts: redis.example is this machine, except while the file that
// FLAKY_RESOLVER names exists. For what a test cannot do to the real resolver.
import dns from 'node:dns'
import { existsSync } from 'node:fs'

const { lookup } = dns
const isBroken = () => existsSync(process.env.FLAKY_RESOLVER)

dns.lookup = (name, ...rest) => {
  const known = name === 'redis.example' ? (isBroken() ? `${name}.invalid` : '127.0.0.1') : name
  return lookup(known, ...rest)
}
