import { once } from 'node:events'
import type { Server } from 'node:http'

const CAUSES = new Map([
  ['EADDRINUSE', 'another program listens there'],
  ['EACCES', 'this user may not'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
])

/** Returns the URL; port 0 is any free one. Rejects with a message for the operator. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port}: ${causeOf(error)}`, { cause: error })
  }
  return urlOf(server)
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const cause = CAUSES.get(code)
  return cause === undefined ? error.message : `${cause} (${code})`
}

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return String(address)
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
