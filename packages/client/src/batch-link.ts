import type { AppRouter } from '@threadkeep/api'
import {
  type HTTPBatchLinkOptions,
  httpBatchLink,
  type Operation,
  type TRPCLink,
} from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { MAX_BODY_BYTES, MAX_CALLS_PER_BATCH } from './http-limits.ts'
import { utf8Bytes } from './utf8.ts'

type RootTypes = AppRouter['_def']['_config']['$types']
type BatchOptions = Omit<HTTPBatchLinkOptions<RootTypes>, 'maxItems' | 'maxURLLength'>

/** Common proxies reject longer URLs. */
const MAX_URL_LENGTH = 8_000
/** `{` and `}` of the body, and around each input its index, quotes, colon and comma. */
const BRACES = 2
const BYTES_AROUND_INPUT = 8

/** A batch that is being filled. */
interface Bin {
  link: ReturnType<TRPCLink<AppRouter>>
  bytes: number
}

/**
 * httpBatchLink, with batches that stay below the server's limit of a body as well as of calls. Each
 * bin is an httpBatchLink, so that calls of different bins never share a request.
 */
export function batchLink(options: BatchOptions): TRPCLink<AppRouter> {
  return (runtime) => {
    const createLink = httpBatchLink<AppRouter>({
      ...options,
      maxItems: MAX_CALLS_PER_BATCH,
      maxURLLength: MAX_URL_LENGTH,
    })
    const bins: Bin[] = []

    function binFor(bytes: number): Bin {
      const fitting = bins.find((bin) => bin.bytes === 0 || bin.bytes + bytes <= MAX_BODY_BYTES)
      if (fitting !== undefined) return fitting
      const bin = { link: createLink(runtime), bytes: 0 }
      bins.push(bin)
      return bin
    }

    return ({ op, next }) =>
      observable((observer) => {
        const bytes = bodyBytes(op)
        const bin = binFor(bytes)
        const isFirst = bin.bytes === 0
        bin.bytes += bytes
        const subscription = bin.link({ op, next }).subscribe(observer)
        // httpBatchLink sends in a timer that it has set just now: this one fires after it.
        if (isFirst && bytes > 0) {
          setTimeout(() => {
            bin.bytes = 0
          })
        }
        return subscription
      })
  }
}

/** Queries go in the URL and have no body. */
function bodyBytes({ type, input }: Operation): number {
  if (type !== 'mutation') return 0
  return utf8Bytes(JSON.stringify(input) ?? '') + BYTES_AROUND_INPUT + BRACES
}
