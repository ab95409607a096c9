import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'

/** One without keys would lock everybody out: whoever publishes that has an outage. */
const KeySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/** Throws when it is no set of one key or more. */
export function parseKeySet(text: string): JSONWebKeySet {
  const set: unknown = JSON.parse(text)
  if (!isKeySet(set)) throw new Error('there are no keys in it')
  return set
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return KeySetSchema.safeParse(value).success
}
