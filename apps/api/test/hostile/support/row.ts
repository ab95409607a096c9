import type { ErrorReason } from '@threadkeep/shared'
import type { Bytes, ExchangeOptions } from './wire.ts'
import type { World } from './world.ts'

/** One request, and exactly what it must be answered with. */
export interface Row extends ExchangeOptions {
  name: string
  request(world: World): Bytes | Promise<Bytes>
  /** Null: the connection is closed without an answer. */
  status: number | null
  /** Null: an answer that is no error of the API's. */
  reason: ErrorReason | null
  /** The field that the answer names, and what it says of it. */
  issue?: [path: string, message: RegExp] | undefined
  /** Which server it is sent to. Default: the one with the secret. */
  server?: keyof World['servers']
}

/** What is said of a request that never reaches a procedure, by its status. */
export const FRAMING_ISSUES: Record<number, Row['issue']> = {
  404: ['', /^there is nothing at this path$/],
  405: ['', /^this path takes another HTTP method$/],
  415: ['', /^the body must be application\/json$/],
}
