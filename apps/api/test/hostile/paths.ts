import { compose, JSON_TYPE, type Parts } from './support/request.ts'
import { PROTOCOL_REASONS, type Row } from './support/row.ts'

/** Where a request goes, by which method, and under what headers. */
export const pathRows: Row[] = [
  ...[
    '/',
    '/trpc',
    '/TRPC/health',
    '/Api/chat/start',
    '/METRICS',
    '/metrics/',
    '/Health',
    '/health/',
    '/livez/',
    '/openapi.json/',
    '/trpc/',
    '/trpc/nothing',
    '/trpc/conversation',
    '/trpc/conversation.list.list',
    '/trpc/health/conversation.list',
    '/trpc/health%2fconversation.list',
    '/trpc//conversation.list',
    '/trpc/conversation.list/',
    '/trpc/conversation.list%00',
    '/trpc/conversation.list%20',
    '/trpc/conversation..list',
    '/trpc/../livez',
    '/trpc/%2e%2e/livez',
    '/trpc/..%2flivez',
    '/livez/../health',
    '/trpc\\conversation.list',
    '//trpc/conversation.list',
    '//evil.example/trpc/conversation.list',
    '/trpc/__proto__',
    '/trpc/constructor',
    '/trpc/conversation.__proto__',
    '/trpc/conversation.constructor',
    '/trpc/conversation.toString',
    '/trpc/hasOwnProperty',
    '/trpc/_def',
    '/trpc/conversation._def',
    '/dev/token',
    '/package.json',
    '/.env',
    '/etc/passwd',
    '*',
  ].map((path) => by('GET', path, 404)),
  ...['/dev/token', '/'].map((path) => by('POST', path, 404, { headers: [JSON_TYPE] })),
  by('POST', '/livez', 405, { headers: [JSON_TYPE] }),
  by('GET', '/trpc/%E0%A4%A', 400),
  by('GET', '/trpc/conversation.list%', 400),
  by('GET', '/trpc/a b', 400),
  by('GET', '/trpc/a\0b', 400),
  by('GET', 'trpc/conversation.list', 400),
  by('GET', 'http://evil.example/trpc/conversation.list', 200),
  by('GET', '/trpc/conversation%2elist', 200),

  ...[
    'conversation.start',
    'conversation.send',
    'conversation.delete',
    'conversation.eraseAll',
  ].map((procedure) => by('GET', `/trpc/${procedure}?input={"confirm":true}`, 405)),
  by('GET', '/trpc/conversation.start?batch=1&input={"0":{}}', 405),
  by('HEAD', '/trpc/conversation.start?input={}', 204),
  by('POST', '/trpc/conversation.list', 405, { headers: [JSON_TYPE], body: '{}' }),
  ...['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].map((method) =>
    by(method, '/trpc/conversation.start', 405, { headers: [JSON_TYPE], body: '{}' }),
  ),
  ...['get', 'FOO', 'G\tET', 'PÖST'].map((method) => by(method, '/trpc/health', 400)),
  by('CONNECT', 'redis:6379', 405),
  by('GET', '/trpc/conversation.start', 405, {
    headers: ['X-HTTP-Method-Override: POST', 'X-Method-Override: POST', JSON_TYPE],
  }),
  by('OPTIONS', '/trpc/conversation.start', 204, {
    headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
  }),

  ...[
    ['Accept: application/jsonl'],
    ['Accept: application/json, application/jsonl;q=0.1'],
    ['trpc-accept: application/jsonl'],
    ['trpc-accept: application/jsonl', 'Accept: application/json'],
  ].map((headers) => by('GET', '/trpc/conversation.list?batch=1', 400, { headers })),
  by('GET', '/trpc/conversation.list', 200, {
    headers: [
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Host: evil.example',
      'X-Original-URL: /dev/token',
      'X-Rewrite-URL: /dev/token',
      'If-None-Match: *',
      'Range: bytes=0-1',
      'Last-Event-ID: 1',
    ],
  }),
  by('GET', '/trpc/conversation.list', 200, {
    headers: ['Upgrade: websocket', 'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw=='],
  }),
  by('GET', '/trpc/conversation.list', 200, {
    headers: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
  }),
]

function by(method: string, path: string, status: number, parts: Parts = {}): Row {
  const headers = parts.headers?.join(', ') ?? ''
  return {
    name: `${JSON.stringify(method)} ${JSON.stringify(path)} ${headers}`,
    request: (world) => compose(world, { method, path, ...parts }),
    status,
    // The response to a HEAD has no body.
    reason: method === 'HEAD' ? null : (PROTOCOL_REASONS[status] ?? null),
  }
}
