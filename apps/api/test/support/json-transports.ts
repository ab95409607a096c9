import { z } from 'zod'
import { RestErrorSchema } from '../../src/rest/write-response.ts'
import type { Api } from './api.ts'

const TrpcErrorSchema = z.object({
  error: z.object({ message: z.string(), data: RestErrorSchema.shape.error.partial().loose() }),
})

interface KnownError {
  reason: string
  message: string
  issues: readonly { path: string; message: string }[]
}

/** One of the two ways into the API, for requests that no client would send. */
export interface JsonTransport {
  /** Starts a conversation with this text as its metadata. */
  start(api: Api, token: string, metadata: string): Promise<Response>
  /** Sends these bytes under these headers where a conversation is started. */
  send(
    api: Api,
    token: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ): Promise<Response>
  error(response: unknown): KnownError
}

function transportAt(path: string, error: JsonTransport['error']): JsonTransport {
  const send: JsonTransport['send'] = (api, token, body, headers = {}) =>
    api.request(path, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...headers,
      },
    })
  return {
    send,
    start: (api, token, metadata) => send(api, token, `{"metadata":${metadata}}`),
    error,
  }
}

export const JSON_TRANSPORTS: [string, JsonTransport][] = [
  [
    'REST',
    transportAt('/api/chat/start', (response) => {
      const { error } = RestErrorSchema.parse(response)
      return { reason: String(error.reason), message: error.message, issues: error.issues ?? [] }
    }),
  ],
  [
    'tRPC',
    transportAt('/trpc/conversation.start', (response) => {
      const { message, data } = TrpcErrorSchema.parse(response).error
      return { reason: String(data.reason), message, issues: data.issues ?? [] }
    }),
  ],
]

const ObjectSchema = z.record(z.string(), z.unknown())

/** The value of a response, out of tRPC's envelope where it is in one. */
export function resultOf(response: unknown): Record<string, unknown> {
  const body = ObjectSchema.parse(response)
  if (body['result'] === undefined) return body
  return ObjectSchema.parse(ObjectSchema.parse(body['result'])['data'])
}
