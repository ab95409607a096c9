import { createHash } from 'node:crypto'
import { Router } from 'express'
import { rejectOtherMethods } from '../../http/error-handlers.ts'
import { memoizeAsync } from '../../lib/memoize-async.ts'
import type { Endpoint, EventEndpoint } from '../endpoint.ts'

/**
 * Built on first request, with its library, so that it does not slow down the start. All responses
 * share its bytes, because it is large and anybody may ask for it.
 */
export function openApiRoute(
  endpoints: readonly (Endpoint | EventEndpoint)[],
  version: string,
): Router {
  const document = memoizeAsync(async () => {
    const { createOpenApiDocument } = await import('./document.ts')
    const bytes = Buffer.from(JSON.stringify(createOpenApiDocument(endpoints, version)))
    const digest = createHash('sha256').update(bytes).digest('base64url')
    return { bytes, etag: `"${digest}"` }
  })
  return Router({ caseSensitive: true, strict: true })
    .get('/openapi.json', async (req, res) => {
      const { bytes, etag } = await document()
      // Kept by clients, and compared each time: a new release may change it.
      res.setHeader('cache-control', 'no-cache')
      res.setHeader('etag', etag)
      // Not Express's `fresh`: browsers' fetch sends `no-cache` beside the tag.
      if (req.get('if-none-match')?.includes(etag)) {
        res.status(304).end()
        return
      }
      res.setHeader('content-type', 'application/json; charset=utf-8')
      res.send(bytes)
    })
    .all('/openapi.json', rejectOtherMethods(['GET']))
}
