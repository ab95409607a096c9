import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'

/** Real sets have a few keys of a kilobyte or two. */
const MAX_BYTES = 256 * 1024

/** One without keys would lock everybody out: whoever publishes that has an outage. */
const KeySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/** The keys that an identity provider publishes now. Rejects when they cannot be had. */
export async function fetchKeySet(url: string, timeoutMs: number): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // Keys are trusted for where they come from, and that is the URL of the settings.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the key endpoint answered ${response.status}`)
  }
  const set: unknown = JSON.parse(await textOf(response))
  if (!isKeySet(set)) throw new Error('the key endpoint answered without keys')
  return set
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_BYTES) throw new Error(`the key set is larger than ${MAX_BYTES} bytes`)
  }
  return text
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return KeySetSchema.safeParse(value).success
}
