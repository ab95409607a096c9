import { Router } from 'express'
import type { Endpoint } from '../rest/endpoint.ts'
import { createOpenApiDocument } from './document.ts'

/** Made when it is first asked for, which is no part of starting a server. */
export function openApiRoute(endpoints: readonly Endpoint[], version: string): Router {
  let document: ReturnType<typeof createOpenApiDocument> | undefined
  return Router().get('/openapi.json', (_req, res) => {
    document ??= createOpenApiDocument(endpoints, version)
    res.json(document)
  })
}
