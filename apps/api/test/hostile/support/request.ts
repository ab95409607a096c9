import type { Bytes } from './wire.ts'
import type { World } from './world.ts'

export interface Parts {
  method?: string
  path?: string
  version?: string
  /** Lines as they are, in place of the token that is sent otherwise. */
  authorization?: readonly string[]
  headers?: readonly string[]
  body?: Bytes
  /** In place of the right one for the body. */
  framing?: readonly string[]
}

/** The bytes of a request that is sound but for what its parts say. */
export function compose(world: World, parts: Parts): Buffer {
  const {
    method = 'GET',
    path = '/trpc/conversation.list',
    version = 'HTTP/1.1',
    authorization = [`Authorization: Bearer ${world.token}`],
    headers = [],
    body,
    framing = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`],
  } = parts
  const lines = [
    `${method} ${path} ${version}`,
    'Host: localhost',
    'Connection: close',
    ...authorization,
    ...headers,
    ...framing,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body ?? '')])
}

export const JSON_TYPE = 'Content-Type: application/json'

/** A mutation, with its input as JSON or as the text that stands in place of JSON. */
export function mutation(world: World, procedure: string, body: Bytes, parts: Parts = {}): Buffer {
  const path = `/trpc/conversation.${procedure}`
  return compose(world, { method: 'POST', path, headers: [JSON_TYPE], body, ...parts })
}

export function query(world: World, procedure: string, input: unknown): Buffer {
  const json = JSON.stringify(input)
  const search = json === undefined ? '' : `?input=${encodeURIComponent(json)}`
  return compose(world, { path: `/trpc/conversation.${procedure}${search}` })
}
