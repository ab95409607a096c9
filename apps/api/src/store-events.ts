import type { StoreEvent, StoreObserver } from '@threadkeep/store'
import type { Logger } from './log.ts'

/** One observer for all that watch a store. */
export function tellAll(...observers: StoreObserver[]): StoreObserver {
  return (event) => {
    for (const observe of observers) observe(event)
  }
}

/** What an operator should read of the store. Operations have their requests' lines. */
export function logStoreEvents(log: Logger): StoreObserver {
  return (event: StoreEvent) => {
    switch (event.type) {
      case 'connection':
        if (event.state === 'ready') log.info('Redis is connected')
        else log.warn('The connection to Redis is lost')
        break
      case 'connection-error':
        log.warn({ error: event.error }, 'Redis cannot be reached')
        break
      case 'index-repaired':
        log.info(
          { conversations: event.conversations },
          'Removed expired conversations from a list',
        )
        break
      case 'warning':
        log.warn(event.message)
        break
      case 'operation':
        break
    }
  }
}
