import type { getFetch } from '@trpc/client'

/** Nobody of ours answered: no connection, an answer cut off, or a proxy's in place of it. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  /** Of the proxy's answer, where there was one. */
  readonly status: number | undefined
  readonly headers: Headers | undefined

  constructor(cause: unknown, answer?: { status: number; headers: Headers }) {
    super('The server cannot be reached.', { cause })
    this.status = answer?.status
    this.headers = answer?.headers
  }
}

/** An answer read to its end, so that one that breaks off is a failure of the network. */
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

/** As tRPC wants its fetch. */
export const fetchJson: ReturnType<typeof getFetch> = async (url, init) => {
  const options = { ...init, signal: init?.signal ?? null }
  const response = await fetch(url, options).catch((error: unknown) => {
    throw new UnreachableError(error)
  })
  try {
    return new JsonResponse(response, await response.json())
  } catch (error) {
    throw new UnreachableError(error, response)
  }
}
