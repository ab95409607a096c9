import type { JSONWebKeySet } from 'jose'
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici'
import type { ProxyConfig } from '../auth-config.ts'
import { parseKeySet } from './parse-key-set.ts'

/** Real sets have a few keys of a kilobyte or two. */
const MAX_BYTES = 256 * 1024

/** The keys that an identity provider publishes now. Rejects when they cannot be had. */
export type FetchKeySet = (timeoutMs: number) => Promise<JSONWebKeySet>

/** Undici's own fetch, because Node's knows proxies from version 24 on only. */
export function createKeySetFetch(url: string, proxy: ProxyConfig | undefined): FetchKeySet {
  const dispatcher = proxy === undefined ? undefined : proxyDispatcher(proxy)
  return async (timeoutMs) => {
    const response = await fetch(url, {
      ...(dispatcher === undefined ? {} : { dispatcher }),
      headers: { accept: 'application/jwk-set+json, application/json' },
      // Keys are trusted for where they come from, and that is the URL of the settings.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`the key endpoint answered ${response.status}`)
    }
    return parseKeySet(await textOf(response))
  }
}

/** Each option is given, or undici would read the environment itself. */
function proxyDispatcher({ url, except }: ProxyConfig): Dispatcher {
  return new EnvHttpProxyAgent({ httpsProxy: url, httpProxy: '', noProxy: except })
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
