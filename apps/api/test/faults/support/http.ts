import { Agent, request } from 'node:http'

export interface HttpRequest {
  headers?: Readonly<Record<string, string>>
  /** Makes it a POST. */
  body?: string
}

export interface HttpResponse {
  status: number | undefined
  retryAfter: string | null
  /** All that came: names and values in turn. */
  headers: readonly string[]
  body: string
}

/** A call that hangs is a finding, and must end to be reported. */
const GIVE_UP_MS = 10_000

/** A connection for every call that is under way, and kept for the next. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 2000 })

/**
 * HTTP with as little around it as there can be: the processor time that the load itself uses up
 * is not there for the server that is measured under it.
 */
export function ask(url: string, { headers = {}, body }: HttpRequest = {}): Promise<HttpResponse> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const options = {
    agent,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...length },
    signal: AbortSignal.timeout(GIVE_UP_MS),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        resolve({
          status: response.statusCode,
          retryAfter: response.headers['retry-after'] ?? null,
          headers: response.rawHeaders,
          body: Buffer.concat(chunks).toString(),
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
