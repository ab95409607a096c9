import { Router } from 'express'
import { rejectOtherMethods } from '../../http/error-handlers.ts'
import type { Endpoint, EventEndpoint } from '../endpoint.ts'

/** Built on first request, with its library, so that it does not slow down the start. */
export function openApiRoute(
  endpoints: readonly (Endpoint | EventEndpoint)[],
  version: string,
): Router {
  let document: Promise<object> | undefined
  return Router({ caseSensitive: true, strict: true })
    .get('/openapi.json', async (_req, res) => {
      document ??= import('./document.ts').then(({ createOpenApiDocument }) =>
        createOpenApiDocument(endpoints, version),
      )
      res.json(await document)
    })
    .all('/openapi.json', rejectOtherMethods(['GET']))
}
