import type { ErrorReason } from '@threadkeep/shared'
import type { Bytes, ExchangeOptions } from './wire.ts'
import type { World } from './world.ts'

/** One request, and exactly the response that it must get. */
export interface Row extends ExchangeOptions {
  name: string
  request(world: World): Bytes | Promise<Bytes>
  /** Null: the connection is closed without a response. */
  status: number | null
  /** Null: a response that is no error of the API's. */
  reason: ErrorReason | null
  /** The field that the response names, and what it says of it. */
  issue?: [path: string, message: RegExp] | undefined
  /** Which server it is sent to. Default: the one with the secret. */
  server?: keyof World['servers']
}

/** The reason of a request that never reaches a procedure, by its status. */
export const PROTOCOL_REASONS: Record<number, ErrorReason> = {
  400: 'INVALID_INPUT',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
}
