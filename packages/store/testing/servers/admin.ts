import { Redis } from 'ioredis'
import type { RedisServer } from './redis.ts'

/** What the fixtures need to say to a server while they set it up. */
export interface Admin extends AsyncDisposable {
  send(command: string, ...args: string[]): Promise<unknown>
  /** The `name:value` lines that INFO, CLUSTER INFO and their like return. */
  fields(command: string, ...args: string[]): Promise<ReadonlyMap<string, string>>
}

export function adminOf(server: Pick<RedisServer, 'host' | 'port'>, password?: string): Admin {
  const client = new Redis(server.port, server.host, { protocol: 2, ...(password && { password }) })
  // What cannot be reached shows as the failure of the command that needed it.
  client.on('error', () => {})
  return {
    send: (command, ...args) => client.call(command, ...args),
    async fields(command, ...args) {
      const text = String(await client.call(command, ...args))
      return new Map(text.split('\r\n').map((line) => splitAt(line, ':')))
    },
    [Symbol.asyncDispose]: async () => client.disconnect(),
  }
}

function splitAt(line: string, separator: string): [string, string] {
  const [name = '', ...rest] = line.split(separator)
  return [name, rest.join(separator)]
}
