import { PAGE } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import type { Request } from './generator-process.ts'
import type { User } from './users.ts'

/** A user and conversations of theirs. */
export interface Place {
  user: User
  ids: readonly string[]
}

export function sendRequests(places: readonly Place[], batch: number): Request[] {
  return interleaved(places.map((place) => mutations('conversation.send', place, batch)))
}

export function noopRequests(places: readonly Place[], batch: number): Request[] {
  return interleaved(places.map((place) => mutations('noop', place, batch)))
}

export function listRequests(users: readonly User[], batch: number): Request[] {
  const input = { limit: PAGE }
  const query = (value: unknown) => encodeURIComponent(JSON.stringify(value))
  const path =
    batch === 1
      ? `/trpc/conversation.list?input=${query(input)}`
      : `/trpc/${repeated('conversation.list', batch)}?batch=1&input=${query(numbered(Array(batch).fill(input)))}`
  return users.map(({ headers }) => ({ method: 'GET', path, headers: { ...headers }, body: null }))
}

/** One request for each conversation, or for each `batch` of them. */
function mutations(procedure: string, { user, ids }: Place, batch: number): Request[] {
  const inputs = ids.map((conversationId, index) => ({
    conversationId,
    content: { type: 'text', text: textOf(index) },
  }))
  const headers = { ...user.headers, 'content-type': 'application/json' }
  if (batch === 1) {
    const path = `/trpc/${procedure}`
    return inputs.map((input) => ({ method: 'POST', path, headers, body: JSON.stringify(input) }))
  }
  const path = `/trpc/${repeated(procedure, batch)}?batch=1`
  return Array.from({ length: Math.floor(inputs.length / batch) }, (_, index) => ({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(numbered(inputs.slice(index * batch, (index + 1) * batch))),
  }))
}

/** Each user's first, then each user's second ... All lists are as long. */
function interleaved<Item>(lists: readonly (readonly Item[])[]): Item[] {
  return (lists[0] ?? []).flatMap((_, index) => lists.flatMap((list) => list[index] ?? []))
}

/** How tRPC wants a batch's inputs. */
function numbered(inputs: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(inputs.map((input, index) => [index, input]))
}

function repeated(procedure: string, times: number): string {
  return Array(times).fill(procedure).join(',')
}
