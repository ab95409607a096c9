import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'

/** An empty set would reject every token, so it is treated as an outage of its publisher. */
const KeySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/** Throws unless it is a set with at least one key. */
export function parseKeySet(text: string): JSONWebKeySet {
  const set: unknown = JSON.parse(text)
  if (!isKeySet(set)) throw new Error('there are no keys in it')
  return set
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return KeySetSchema.safeParse(value).success
}
