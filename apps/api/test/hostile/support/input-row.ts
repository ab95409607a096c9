import type { ErrorReason } from '@threadkeep/shared'
import { mutation, query } from './request.ts'
import type { Row } from './row.ts'
import type { World } from './world.ts'

/** An input, or how to make it of what is there. */
export type Input = object | string | undefined | ((world: World) => object)

const QUERIES = new Set(['get', 'list', 'messages'])

export function takes(procedure: string, name: string, input: Input): Row {
  return call(procedure, name, input, 200, null)
}

export function rejects(procedure: string, input: Input, path: string, message: RegExp): Row {
  const name = `${path || 'input'} that ${message.source}: ${described(input)}`
  return { ...call(procedure, name, input, 400, 'INVALID_INPUT'), issue: [path, message] }
}

export function call(
  procedure: string,
  name: string,
  input: Input,
  status: number,
  reason: ErrorReason | null,
): Row {
  return {
    name: `${procedure}: ${name}`,
    request(world) {
      const value = typeof input === 'function' ? input(world) : input
      if (QUERIES.has(procedure)) return query(world, procedure, value)
      return mutation(world, procedure, JSON.stringify(value))
    },
    status,
    reason,
  }
}

/** With the id of a conversation of the caller's own. */
export function mine(fields: object = {}): Input {
  return ({ conversationId }) => ({ conversationId, ...fields })
}

/** Of so many letters. */
export function x(count: number): string {
  return 'x'.repeat(count)
}

/** An object of so many bytes as JSON. */
export function sized(bytes: number): object {
  return { a: x(bytes - '{"a":""}'.length) }
}

export function deep(levels: number): unknown {
  return levels === 0 ? 1 : { a: deep(levels - 1) }
}

function described(input: Input): string {
  return typeof input === 'function' ? '' : (JSON.stringify(input) ?? 'nothing').slice(0, 60)
}
