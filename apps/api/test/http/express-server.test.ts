import { once } from 'node:events'
import express from 'express'
import { expect, test } from 'vitest'
import { createExpressServer } from '../../src/http/express-server.ts'
import { urlOf } from '../support/api.ts'

test('requests and responses have Express’s prototypes before Express sees them', async () => {
  const app = express()
  const prototypesOf = (...objects: object[]) => objects.map(Object.getPrototypeOf)
  let before: unknown[] = []
  app.get('/:name', (req, res) => {
    expect(prototypesOf(req, res)).toEqual(before)
    expect(req.app).toBe(app)
    res.json({ name: req.params.name, isHtml: req.accepts('html') !== false })
  })
  const server = createExpressServer({}, app)
  server.prependListener('request', (req, res) => {
    before = prototypesOf(req, res)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const response = await fetch(`${urlOf(server)}/ada`, { headers: { accept: 'text/html' } })
  expect(await response.json()).toEqual({ name: 'ada', isHtml: true })
  server.close()
})
