import { TRPCClientError } from '@trpc/client'
import { JsonResponse, readJson, UnreachableError } from '../fetch-json.ts'
import { openEventStream } from './open-event-stream.ts'

export interface ReceiveOptions {
  /** Absolute, or of the page. */
  url: string
  headers: Record<string, string>
  fetch: typeof fetch
  signal: AbortSignal
  /** Timeout of connecting. */
  connectMs: number
}

/** What comes over one connection. */
export type Received =
  | { type: 'connected' }
  /** A ping: nothing happened, and the server is alive. */
  | { type: 'ping' }
  | { type: 'data'; id: string | undefined; data: unknown }

/** Max silence of a server that does not name one. It sends a ping more often than that. */
const MAX_SILENCE_MS = 40_000

/**
 * One connection of a subscription, in tRPC's protocol of server-sent events. Always ends with an
 * error: the server's own, or UnreachableError.
 */
export async function* receive(options: ReceiveOptions): AsyncGenerator<Received, never> {
  const { url, headers, fetch: send, signal, connectMs } = options
  const stream = openEventStream({
    send: (connection) => send(url, { headers, signal: connection }),
    toError,
    signal,
    maxSilenceMs: connectMs,
  })
  try {
    for await (const { event, id, data } of stream.events()) {
      switch (event) {
        case 'connected':
          stream.setMaxSilence(maxSilenceMs(JSON.parse(data)))
          yield { type: 'connected' }
          break
        case 'ping':
          yield { type: 'ping' }
          break
        case 'serialized-error':
          throw TRPCClientError.from({ error: JSON.parse(data) })
        case undefined:
          yield { type: 'data', id, data: JSON.parse(data) }
          break
        default:
      }
    }
  } catch (error) {
    throw error instanceof TRPCClientError ? error : new UnreachableError(error)
  }
  throw new UnreachableError(new Error('The stream of events ended.'))
}

function maxSilenceMs(connected: unknown): number {
  const ms: unknown = Object(connected).reconnectAfterInactivityMs
  return typeof ms === 'number' ? ms : MAX_SILENCE_MS
}

/** The API's own error, or UnreachableError. */
async function toError(response: Response): Promise<Error> {
  const json = await readJson(response).catch((error: UnreachableError) => error)
  if (!(json instanceof JsonResponse)) return TRPCClientError.from(json)
  const body = await json.json()
  return TRPCClientError.from(Object(body), { meta: { response: json } })
}
