import type { Owner } from '@threadkeep/shared'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import type { RouterInputs } from '../../../src/index.ts'
import { createEndpoints } from '../../../src/rest/endpoints.ts'
import { RestErrorSchema } from '../../../src/rest/write-response.ts'
import type { Api } from '../../support/api.ts'
import { signToken } from '../../support/tokens.ts'

export type Procedure = Exclude<keyof RouterInputs['conversation'], 'watch' | 'watchList'>
export type Input = Record<string, unknown>

/** What came back, without the envelope in which one of the transports puts it. */
export interface CallResult {
  status: number
  value: unknown
}

/** One of the two ways into the API. Without a token where `anonymous`. */
export interface Transport {
  readonly owner: Owner
  call(procedure: Procedure, input: Input, anonymous?: boolean): Promise<CallResult>
}

const QUERIES: readonly Procedure[] = ['get', 'messages', 'list']

export async function trpcTransport(api: Api, owner: Owner): Promise<Transport> {
  const token = await signToken(owner)
  return {
    owner,
    async call(procedure, input, anonymous = false) {
      const path = `/trpc/conversation.${procedure}`
      const headers = headersOf(token, anonymous)
      const response = QUERIES.includes(procedure)
        ? await api.request(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
            headers,
          })
        : await api.request(path, { method: 'POST', headers, body: JSON.stringify(input) })
      const { result, error } = JSON.parse(await response.text())
      return {
        status: response.status,
        value: error === undefined ? result.data : known(error.data),
      }
    },
  }
}

/** Checks on its way that the document has such a response. */
export async function restTransport(api: Api, owner: Owner): Promise<Transport> {
  const token = await signToken(owner)
  const { paths } = JSON.parse(await (await api.request('/openapi.json')).text())
  const endpoints = createEndpoints(DEFAULT_LIMITS, { hasAppend: true })
  return {
    owner,
    async call(procedure, input, anonymous = false) {
      const { method, path, body, query } = route(procedure, input)
      const target = path.replace(
        '{conversationId}',
        encodeURIComponent(String(input['conversationId'])),
      )
      const response = await api.request(`/api${target}${query}`, {
        method,
        headers: headersOf(token, anonymous),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const parsed = JSON.parse(await response.text())
      const operation = paths[`/api${path}`]?.[method.toLowerCase()]
      if (operation?.responses[response.status] === undefined) {
        throw new Error(`${method} ${path} does not document ${response.status}`)
      }
      if (!response.ok) {
        return { status: response.status, value: known(RestErrorSchema.parse(parsed).error) }
      }
      const endpoint = endpoints.find((other) => other.method === method && other.path === path)
      return { status: response.status, value: endpoint?.responseSchema.parse(parsed) }
    },
  }
}

function headersOf(token: string, anonymous: boolean): Record<string, string> {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  return anonymous ? json : { ...json, authorization: `Bearer ${token}` }
}

/** What both say of an error: a card action by REST has its fields elsewhere, and in another order. */
function known({ reason, outcome, currentRevision, issues }: Record<string, unknown>) {
  const paths = Array.isArray(issues)
    ? issues.map(({ path }) => String(path).replace(/^content\.(actionId|data)/, '$1')).sort()
    : undefined
  return { reason, outcome, currentRevision, paths }
}

function route(procedure: Procedure, input: Input) {
  const conversation = '/chat/conversation/{conversationId}'
  const { conversationId: _id, ...fields } = input
  const post = (path: string, body: Input = input) => ({ method: 'POST', path, body, query: '' })
  switch (procedure) {
    case 'start':
    case 'stop':
    case 'regenerate':
    case 'edit':
    case 'append':
    case 'redact':
      return post(`/chat/${procedure}`)
    case 'setStatusMany':
      return post('/chat/set-status-many')
    case 'deleteMany':
      return post('/chat/delete-many')
    case 'send': {
      const { content, ...rest } = input
      if (!isCardAction(content)) return post('/chat/send')
      const { type: _type, ...submitted } = content
      return post('/chat/card-action', { ...rest, ...submitted })
    }
    case 'list':
      return post('/chat/list-conversations')
    case 'eraseAll':
      return post('/chat/erase-all')
    case 'get':
      return { method: 'GET', path: conversation, body: undefined, query: queryOf(fields) }
    case 'messages':
      return {
        method: 'GET',
        path: `${conversation}/messages`,
        body: undefined,
        query: queryOf(fields),
      }
    case 'rename':
      return { method: 'PATCH', path: conversation, body: fields, query: '' }
    case 'setStatus':
      return { method: 'PATCH', path: `${conversation}/status`, body: fields, query: '' }
    case 'setMetadata':
      return { method: 'PATCH', path: `${conversation}/metadata`, body: fields, query: '' }
    case 'delete':
      return { method: 'DELETE', path: conversation, body: undefined, query: queryOf(fields) }
  }
}

function isCardAction(content: unknown): content is Input {
  return (
    typeof content === 'object' &&
    content !== null &&
    'type' in content &&
    content.type === 'cardAction'
  )
}

function queryOf(fields: Input): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) query.set(name, String(value))
  }
  return `?${query}`
}
