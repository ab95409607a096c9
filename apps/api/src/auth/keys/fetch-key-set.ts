import type { JSONWebKeySet } from 'jose'
import type { Dispatcher, EnvHttpProxyAgent, Response } from 'undici'
import type { ProxyConfig } from '../auth-config.ts'
import { parseKeySet } from './parse-key-set.ts'

/** Real key sets have a few keys of one or two kilobytes. */
const MAX_BYTES = 256 * 1024

/** Fetches the keys that an identity provider publishes. Rejects if they cannot be fetched. */
export type FetchKeySet = (timeoutMs: number) => Promise<JSONWebKeySet>

/** Undici's fetch, because Node's supports proxies only from version 24 on. */
export function createKeySetFetch(url: string, proxy: ProxyConfig | undefined): FetchKeySet {
  let dispatcher: Dispatcher | undefined
  return async (timeoutMs) => {
    // By the first fetch: loading it takes a sixth of the start of a server, which may fetch no keys.
    const { EnvHttpProxyAgent, fetch } = await import('undici')
    if (proxy !== undefined) dispatcher ??= new EnvHttpProxyAgent(toAgentOptions(proxy))
    const response = await fetch(url, {
      ...(dispatcher === undefined ? {} : { dispatcher }),
      headers: { accept: 'application/jwk-set+json, application/json' },
      // No redirects: keys are trusted because they come from the configured URL.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`the key endpoint responded with ${response.status}`)
    }
    return parseKeySet(await textOf(response))
  }
}

/** Every option is given, because undici would read the environment otherwise. */
function toAgentOptions({ url, except }: ProxyConfig): EnvHttpProxyAgent.Options {
  return { httpsProxy: url, httpProxy: '', noProxy: except }
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
