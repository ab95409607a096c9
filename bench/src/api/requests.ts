import { PAGE } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import type { Request } from './generator-process.ts'

type Headers = Record<string, string>

export function sendRequests(ids: readonly string[], headers: Headers, batch: number): Request[] {
  return mutations('conversation.send', ids, headers, batch)
}

export function noopRequests(ids: readonly string[], batch: number): Request[] {
  return mutations('noop', ids, {}, batch)
}

export function listRequests(headers: Headers, batch: number): Request[] {
  const input = { limit: PAGE }
  const query = (value: unknown) => encodeURIComponent(JSON.stringify(value))
  const path =
    batch === 1
      ? `/trpc/conversation.list?input=${query(input)}`
      : `/trpc/${repeated('conversation.list', batch)}?batch=1&input=${query(numbered(Array(batch).fill(input)))}`
  return [{ method: 'GET', path, headers, body: null }]
}

/** One request for each conversation, or for each `batch` of them. */
function mutations(
  procedure: string,
  ids: readonly string[],
  headers: Headers,
  batch: number,
): Request[] {
  const inputs = ids.map((conversationId, index) => ({
    conversationId,
    content: { type: 'text', text: textOf(index) },
  }))
  const withType = { ...headers, 'content-type': 'application/json' }
  if (batch === 1) {
    const path = `/trpc/${procedure}`
    return inputs.map((input) => ({
      method: 'POST',
      path,
      headers: withType,
      body: JSON.stringify(input),
    }))
  }
  const path = `/trpc/${repeated(procedure, batch)}?batch=1`
  return Array.from({ length: Math.floor(inputs.length / batch) }, (_, index) => ({
    method: 'POST',
    path,
    headers: withType,
    body: JSON.stringify(numbered(inputs.slice(index * batch, (index + 1) * batch))),
  }))
}

/** How tRPC wants a batch's inputs. */
function numbered(inputs: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(inputs.map((input, index) => [index, input]))
}

function repeated(procedure: string, times: number): string {
  return Array(times).fill(procedure).join(',')
}
