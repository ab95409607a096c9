import fc from 'fast-check'
import { type Call, calls, QUERIES } from './calls.ts'

export interface FuzzRequest {
  method: string
  path: string
  body?: string
}

/** Single calls, batches, calls by REST, and calls by another method than is theirs. */
export function requests(ids: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const call = calls(ids)
  return fc.oneof(
    { arbitrary: call.map(single), weight: 10 },
    { arbitrary: fc.array(call, { minLength: 1, maxLength: 11 }).map(batch), weight: 1 },
    { arbitrary: call.map(rest), weight: 2 },
    {
      arbitrary: fc.tuple(call, method).map(([made, by]) => ({ ...single(made), method: by })),
      weight: 1,
    },
  )
}

const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')

function single({ procedure, input }: Call): FuzzRequest {
  const path = `/trpc/conversation.${procedure}`
  if (!QUERIES.has(procedure)) return { method: 'POST', path, body: input }
  return { method: 'GET', path: `${path}?input=${escaped(input)}` }
}

function batch(all: Call[]): FuzzRequest {
  const mutates = !QUERIES.has(all[0]?.procedure ?? '')
  const fitting = all.filter(({ procedure }) => QUERIES.has(procedure) !== mutates)
  const names = fitting.map(({ procedure }) => `conversation.${procedure}`).join()
  const input = `{${fitting.map((each, index) => `"${index}":${each.input}`).join()}}`
  if (mutates) return { method: 'POST', path: `/trpc/${names}?batch=1`, body: input }
  return { method: 'GET', path: `/trpc/${names}?batch=1&input=${escaped(input)}` }
}

/** Where the input's fields belong elsewhere, the route is sent them all the same. */
function rest({ procedure, input }: Call): FuzzRequest {
  const route = ROUTES[procedure] ?? 'chat/start'
  return { method: 'POST', path: `/api/${route}`, body: input }
}

const ROUTES: Record<string, string> = {
  start: 'chat/start',
  send: 'chat/send',
  list: 'chat/list-conversations',
  eraseAll: 'chat/erase-all',
}

/** Half a character cannot be written in a URL. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
