import type { Call } from '@threadkeep/client'
import { isOutage } from '../errors.ts'

/**
 * Which calls the API's client may retry by itself. Reads and messages wait for the end of an outage
 * instead, and the page shows them waiting. RATE_LIMITED is shown, unless the call was not caused by
 * a click. Watches reconnect by themselves.
 */
export function shouldRetry({ path, type }: Call, error: unknown): boolean {
  if (type === 'subscription') return true
  if (isOutage(error)) return type === 'mutation' && path !== 'conversation.send'
  return type === 'query'
}
