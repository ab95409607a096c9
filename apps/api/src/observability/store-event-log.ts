import type { StoreEvent, StoreObserver } from '@threadkeep/store'
import type { Logger } from './log.ts'

/** How often an outage is logged while it lasts, because connecting is tried twice a second. */
const REPEAT_MS = 10_000

/** Combines several observers of a store into one. */
export function combineObservers(...observers: StoreObserver[]): StoreObserver {
  return (event) => {
    for (const observe of observers) observe(event)
  }
}

/** Logs the store's events for operators. Operations are in the requests' log lines. */
export function logStoreEvents(log: Logger): StoreObserver {
  let connected = false
  const lastLoggedAt = new Map<string, number>()

  function logConnection(state: 'ready' | 'lost') {
    const ready = state === 'ready'
    // Every failed attempt to connect also emits `lost`, though there was no connection.
    if (ready === connected) return
    connected = ready
    lastLoggedAt.clear()
    if (ready) log.info('Redis is connected')
    else log.warn('The connection to Redis is lost')
  }

  function logError(error: string, code: string) {
    const now = performance.now()
    if (now - (lastLoggedAt.get(code) ?? -REPEAT_MS) < REPEAT_MS) return
    lastLoggedAt.set(code, now)
    log.warn({ error }, 'Redis cannot be reached')
  }

  return (event: StoreEvent) => {
    switch (event.type) {
      case 'connection':
        logConnection(event.state)
        break
      case 'connection-error':
        logError(event.error, event.code)
        break
      case 'index-repaired':
        log.info(
          { conversations: event.conversations },
          'Removed expired conversations from a list',
        )
        break
      case 'unreadable':
        log.warn(
          { owner: event.owner, conversations: event.conversations },
          'A list passed over conversations that are damaged or of an unknown layout',
        )
        break
      case 'outage':
        log.warn(`The conversation store is unavailable: ${event.reason}`)
        break
      case 'warning':
        log.warn(event.message)
        break
      case 'operation':
        break
    }
  }
}
