import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { connect } from '../contestants/baseline.ts'
import { keysOf, openConnection } from '../contestants/baseline-layout.ts'
import { PAGE } from '../contestants/contestant.ts'
import type { User } from './users.ts'

/*
 * The least that a server could do for `send` and `list`: look the token up in a Map, parse the JSON,
 * ask Redis once (the writes of an append in one EVALSHA, or one ZREVRANGE of summaries), and respond
 * with JSON of the API's size. Nothing is verified, validated, counted, logged or safe to repeat.
 */
const { PORT, REDIS_URL = '', USERS = '[]' } = process.env

const known: User[] = JSON.parse(USERS)
const users = new Map(known.map(({ name, headers }) => [headers.authorization, name]))
const session = await connect(REDIS_URL)
const redis = openConnection(REDIS_URL)

interface Send {
  conversationId: string
  content: { type: 'text'; text: string }
}

createServer(async (req, res) => {
  if (req.url === '/livez') return respond(res, 200, { status: 'alive' })
  const user = users.get(req.headers.authorization ?? '')
  if (user === undefined) return respond(res, 401, { error: 'unauthorized' })
  const data = req.method === 'POST' ? await send(user, req) : await list(user)
  respond(res, 200, { result: { data } })
}).listen(Number(PORT), '127.0.0.1')

async function send(user: string, req: IncomingMessage) {
  const { conversationId, content }: Send = JSON.parse(await text(req))
  await session.append?.(user, conversationId, content.text)
  const createdAt = new Date().toISOString()
  const message = { id: randomUUID(), seq: 1, role: 'user', content, metadata: {}, createdAt }
  const conversation = toConversation(user, conversationId, content.text, createdAt)
  return { conversation, message, replies: [], run: null, replayed: false }
}

async function list(user: string) {
  const members = await redis.zrevrange(keysOf(user, '').summaries, 0, PAGE - 1)
  const items = members.map((member) => {
    const fields: string[] = JSON.parse(member)
    const at = new Date(Number(fields[8])).toISOString()
    return toConversation(user, fields.at(-1) ?? '', fields[6] ?? '', at)
  })
  return { items, nextCursor: randomUUID() }
}

function toConversation(userId: string, id: string, lastMessagePreview: string, at: string) {
  return {
    id,
    tenantId: 'contoso',
    userId,
    status: 'active',
    title: null,
    metadata: {},
    externalId: null,
    sdkConversationRef: null,
    messageCount: 1,
    lastMessagePreview,
    revision: 2,
    createdAt: at,
    updatedAt: at,
    lastAccessedAt: at,
    expiresAt: at,
  }
}

function respond(res: ServerResponse, status: number, body: unknown): void {
  const json = JSON.stringify(body)
  const length = Buffer.byteLength(json)
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': length }).end(json)
}
