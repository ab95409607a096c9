import { Router } from 'express'
import type { Endpoint } from '../endpoint.ts'

/** Made, and its library loaded, when it is first asked for: no part of starting a server. */
export function openApiRoute(endpoints: readonly Endpoint[], version: string): Router {
  let document: Promise<object> | undefined
  return Router({ caseSensitive: true, strict: true }).get('/openapi.json', async (_req, res) => {
    document ??= import('./document.ts').then(({ createOpenApiDocument }) =>
      createOpenApiDocument(endpoints, version),
    )
    res.json(await document)
  })
}
