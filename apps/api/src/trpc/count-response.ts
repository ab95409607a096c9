import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyBytesOf } from '../http/json/read-json-body.ts'
import { onceClosed } from '../lib/once-closed.ts'
import type { Context } from './context.ts'

/** Counts a response of so many bytes, and its request, as its owner's. */
export function countResponse(
  { usage }: Context,
  req: IncomingMessage,
  res: ServerResponse,
  bytes: number,
): void {
  usage.moved(bodyBytesOf(req) + bytes)
  onceClosed(res, usage.hold(bytes))
}
