import { Cluster, type Redis } from 'ioredis'
import type { RenewedCredentials } from '../../config.ts'
import type { StoreObserver } from '../../store-events.ts'
import { errorLabel } from './classify-error.ts'
import type { RedisClient } from './create-client.ts'

interface Follower {
  credentials: RenewedCredentials
  /** Whether living connections log in again. A subscriber's do not: notice-subscriber.ts replaces it. */
  logsInAgain: boolean
  observe: StoreObserver
  /** Called once there are credentials: a connection without them would be another user's. */
  connect: () => void
}

/**
 * Logs living connections in anew whenever there are new credentials, and has later connections use the
 * newest. Returns how to end it.
 */
export function followCredentials(
  client: RedisClient,
  { credentials, logsInAgain, observe, connect }: Follower,
): () => void {
  const connecting = new WeakSet<Redis>()
  let isStarted = false

  /** The client reads its options whenever it connects. */
  function give(connection: Redis): void {
    const { username, password } = credentials.newest() ?? {}
    Object.assign(connection.options, { username, password })
  }

  function logIn(connection: Redis): void {
    const newest = credentials.newest()
    if (newest === undefined) return
    connection.auth(newest.username, newest.password).catch((error: unknown) => {
      // One that was lost meanwhile comes back with the newest.
      if (connection.status !== 'ready') return
      const message = `Redis does not take the new credentials (${errorLabel(error)}): connections end with the old ones`
      observe({ type: 'warning', message })
    })
  }

  function logInAgain(connection: Redis): void {
    if (connection.status === 'ready') logIn(connection)
    else if (/^connect/.test(connection.status) && !connecting.has(connection)) {
      // It may have sent the old ones already.
      connecting.add(connection)
      connection.once('ready', () => {
        connecting.delete(connection)
        logIn(connection)
      })
    }
  }

  function renew(): void {
    for (const connection of client instanceof Cluster ? client.nodes() : [client]) {
      give(connection)
      if (logsInAgain) logInAgain(connection)
    }
    if (isStarted) return
    isStarted = true
    connect()
  }

  if (client instanceof Cluster) client.on('+node', give)
  if (credentials.newest() !== undefined) renew()
  return credentials.onRenewed(renew)
}
