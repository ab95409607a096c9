import type { Call } from '@threadkeep/client'
import { isOutage } from '../errors.ts'

/**
 * What the API's client may repeat by itself. Reads and messages wait for the end of an outage
 * instead, where the page shows them waiting; what is refused for its rate is shown as such, unless
 * nobody asked for it by a click. Watches go on by themselves.
 */
export function shouldRetry({ path, type }: Call, error: unknown): boolean {
  if (type === 'subscription') return true
  if (isOutage(error)) return type === 'mutation' && path !== 'conversation.send'
  return type === 'query'
}
