import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const MAIN = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url))
const Reply = z.looseObject({
  content: z.looseObject({ text: z.string().optional() }).optional(),
  metadata: z.looseObject({ finishReason: z.string().optional() }).optional(),
})
const ApiResponse = z.looseObject({
  id: z.string().default(''),
  token: z.string().default(''),
  items: z.array(Reply).default([]),
})
type ApiResponse = z.infer<typeof ApiResponse>

export interface Api {
  post(path: string, body: object): Promise<ApiResponse>
  get(path: string): Promise<ApiResponse>
  /** Reads server-sent events until one matches, and leaves. */
  events(
    path: string,
    options: { until: RegExp; lastEventId?: string | undefined },
  ): Promise<{ text: string; lastEventId: string | undefined }>
}

/** The built API as a process of its own, with a token for one user. */
export async function withApi<Result>(
  variables: Record<string, string>,
  act: (api: Api) => Promise<Result>,
): Promise<Result> {
  const env = { ...variables, PORT: '0' }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await listeningUrl(child.stdout)
    const owner = { tenantId: 'contoso', userId: 'ada' }
    const { token } = await request(url, '/dev/token', { method: 'POST', body: owner })
    return await act(createApi(url, token))
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

function createApi(url: string, token: string): Api {
  return {
    post: (path, body) => request(url, path, { method: 'POST', body, token }),
    get: (path) => request(url, path, { method: 'GET', token }),
    async events(path, { until, lastEventId }) {
      const stop = new AbortController()
      const headers = {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      }
      const response = await fetch(url + path, { headers, signal: stop.signal })
      let text = ''
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk
        if (until.test(text)) break
      }
      stop.abort()
      return { text, lastEventId: [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] }
    },
  }
}

interface Call {
  method: string
  body?: object
  token?: string
}

async function request(
  url: string,
  path: string,
  { method, body, token }: Call,
): Promise<ApiResponse> {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? ''}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return ApiResponse.parse(await response.json())
}

async function listeningUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const [, url] = /listens on (http:[^"]+)"/.exec(line) ?? []
    if (url !== undefined) {
      stdout.resume()
      return url
    }
  }
  throw new Error('the API ended before it listened')
}
