import type { getFetch } from '@trpc/client'

const NOT_THE_API = 'The response is a page, and not of the API. Is the URL right?'

/** No response of the API: no connection, a truncated response, or a proxy's response. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  /** Of the proxy's response, where there was one. */
  readonly status: number | undefined
  readonly headers: Headers | undefined

  constructor(cause: unknown, response?: { status: number; headers: Headers }) {
    const type = response?.headers.get('content-type') ?? ''
    // With another status it is a proxy's error, of an API that cannot be reached.
    super(
      response?.status === 200 && type.startsWith('text/html')
        ? NOT_THE_API
        : 'The server cannot be reached.',
      { cause },
    )
    this.status = response?.status
    this.headers = response?.headers
  }
}

/** A response read to its end, so that a truncated one is a network error. */
export class JsonResponse {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  readonly #body: unknown

  constructor({ ok, status, headers }: Response, body: unknown) {
    this.ok = ok
    this.status = status
    this.headers = headers
    this.#body = body
  }

  async json(): Promise<unknown> {
    return this.#body
  }
}

/** A fetch as tRPC takes it. Without one given, the global fetch at the time of the call. */
export function createFetchJson(givenFetch?: typeof fetch): ReturnType<typeof getFetch> {
  return async (url, init) => {
    const send = givenFetch ?? globalThis.fetch
    const options = { ...init, signal: init?.signal ?? null }
    const response = await send(url, options).catch((error: unknown) => {
      throw new UnreachableError(error)
    })
    return readJson(response)
  }
}

export async function readJson(response: Response): Promise<JsonResponse> {
  try {
    return new JsonResponse(response, await response.json())
  } catch (error) {
    throw new UnreachableError(error, response)
  }
}
