import type { ErrorReason } from '@threadkeep/shared'
import { CANARY } from './support/forge.ts'
import { compose, JSON_TYPE, type Parts } from './support/request.ts'
import { PROTOCOL_REASONS, type Row } from './support/row.ts'

const START = '/api/chat/start'
const TITLE = '{"title":"x"}'
const NO_ID = '019a0000-0000-7000-8000-000000000000'
const LARGEST = 256 * 1024

/** The routes beside tRPC: REST, its document, health and metrics. */
export const plainRouteRows: Row[] = [
  post(START, TITLE, {}, 200),
  post(START, TITLE, { authorization: [] }, 401),
  post(START, TITLE, { authorization: ['Authorization: Bearer abc'] }, 401),
  post(START, '{', { authorization: [] }, 401),
  post(START, TITLE + ' '.repeat(LARGEST - TITLE.length), {}, 200),
  post(START, TITLE + ' '.repeat(LARGEST), {}, 413),
  ...['', '{', 'null', '[]', '"x"', `{"title":"${CANARY}}`].map((body) =>
    post(START, body, {}, 400),
  ),
  ...[
    '{"titel":"x"}',
    '{"__proto__":{"title":"x"}}',
    '{"constructor":{}}',
    '{"title":7}',
    '{"title":"\\ud800"}',
    `{"metadata":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
  ].map((body) => post(START, body, {}, 400)),
  ...[
    [],
    ['Content-Type: text/plain'],
    ['Content-Type: application/x-www-form-urlencoded'],
    [JSON_TYPE, 'Content-Type: text/plain'],
    [JSON_TYPE, 'Content-Encoding: gzip'],
  ].map((headers) => post(START, TITLE, { headers }, 415)),
  post(START, TITLE, { headers: [JSON_TYPE, 'Idempotency-Key: a', 'Idempotency-Key: b'] }, 200),
  post(START, '{"idempotencyKey":"a"}', { headers: [JSON_TYPE, 'Idempotency-Key: b'] }, 400),
  post(START, TITLE, { headers: [JSON_TYPE, `Idempotency-Key: ${'x'.repeat(256)}`] }, 400),
  post(`${START}?title=y`, TITLE, {}, 400),
  post('/api/chat/erase-all', '{}', {}, 400),
  post('/api/chat/list-conversations', '{"cursor":"x"}', {}, 400, 'INVALID_CURSOR'),
  post('/api/chat/card-action', '{"actionId":"a","data":[]}', {}, 400),

  ...['GET', 'PUT', 'DELETE', 'TRACE'].map((method) => by(method, START, 405)),
  by('GET', '/api/chat/erase-all?confirm=true', 405),
  by('POST', `/api/chat/conversation/${NO_ID}`, 405),
  by('GET', `/api/chat/conversation/${NO_ID}`, 404, 'CONVERSATION_NOT_FOUND'),
  by('DELETE', `/api/chat/conversation/${NO_ID}`, 404, 'CONVERSATION_NOT_FOUND'),
  {
    name: 'a stranger’s conversation by REST',
    request: (world) => compose(world, { path: `/api/chat/conversation/${world.strangersId}` }),
    status: 404,
    reason: 'CONVERSATION_NOT_FOUND',
  },
  ...['abc', '*', '%00', '..%2f..', '__proto__', `${NO_ID}%0a`].map((id) =>
    by('GET', `/api/chat/conversation/${id}`, 400),
  ),
  ...['limit=0', 'limit=', 'limit=0x10', 'limit=1e1', 'limit=1&limit=2', 'limit[]=1', 'x=1'].map(
    (search) => by('GET', `/api/chat/conversation/${NO_ID}/messages?${search}`, 400),
  ),
  by('GET', '/api/chat/conversation/%E0%A4%A', 400),
  by('GET', `/api/chat/conversation/${NO_ID}/messages?limit=%E0%A4%A`, 400),
  by('GET', `/api/chat/conversation/${NO_ID}`, 400, 'INVALID_INPUT', { body: '{}' }),
  by('DELETE', `/api/chat/conversation/${NO_ID}`, 400, 'INVALID_INPUT', {
    headers: [JSON_TYPE],
    body: '{"idempotencyKey":"k"}',
  }),
  by('DELETE', `/api/chat/conversation/${NO_ID}`, 400, 'INVALID_INPUT', {
    headers: [JSON_TYPE],
    framing: ['Transfer-Encoding: chunked'],
    body: '2\r\n{}\r\n0\r\n\r\n',
  }),
  ...['/api', '/api/', '/api/chat', '/API/chat/start/', '/api//chat/start', `${START}/`].map(
    (path) => by('GET', path, 404),
  ),

  ...['/openapi.json', '/metrics', '/livez', '/health'].map((path) =>
    by('GET', path, 200, null, { authorization: [] }),
  ),
  ...['POST', 'PUT', 'DELETE', 'TRACE'].map((method) => by(method, '/metrics', 405)),
  by('POST', '/openapi.json', 405),
  by('GET', '/metrics/../health', 404),
]

function post(
  path: string,
  body: string,
  parts: Parts,
  status: number,
  reason: ErrorReason | null = reasonOf(status),
): Row {
  const details = [...(parts.headers ?? []), ...(parts.authorization ?? [])].join(', ')
  return {
    name: `POST ${path} ${details} ${body.slice(0, 40)}`,
    request: (world) =>
      compose(world, { method: 'POST', path, headers: [JSON_TYPE], body, ...parts }),
    status,
    reason,
  }
}

function by(
  method: string,
  path: string,
  status: number,
  reason: ErrorReason | null = reasonOf(status),
  parts: Parts = {},
): Row {
  return {
    name: `${method} ${path}`,
    request: (world) => compose(world, { method, path, ...parts }),
    status,
    reason,
  }
}

function reasonOf(status: number): ErrorReason | null {
  return status === 401 ? 'UNAUTHENTICATED' : (PROTOCOL_REASONS[status] ?? null)
}
