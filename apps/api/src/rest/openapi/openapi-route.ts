import { Router } from 'express'
import { rejectOtherMethods } from '../../http/error-handlers.ts'
import type { Endpoint, EventEndpoint } from '../endpoint.ts'

/** Made, and its library loaded, when it is first asked for: no part of starting a server. */
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
