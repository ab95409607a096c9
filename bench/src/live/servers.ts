import { randomBytes } from 'node:crypto'
import { type HttpServer, startApi, startFanOut } from '../api/http-server.ts'
import { type User, usersWithTokens } from '../api/users.ts'
import { connect } from '../contestants/threadkeep.ts'
import { CLIENT_CORE } from '../measure/pin.ts'
import { type MeasuredRedis, startMeasuredRedis } from '../measure/redis.ts'
import { API, FAN_OUT } from '../names.ts'
import type { Use } from '../process/using.ts'
import type { Reply } from './audience-process.ts'
import type { WatchAddress } from './watcher.ts'

/** A conversation: where it is watched, and what makes its agent speak. */
export interface Stage {
  watch: WatchAddress
  ask: Reply['asks'][number]
}

export interface LiveServer {
  name: string
  server: HttpServer
  redis: MeasuredRedis
  /** New conversations, each of a user of its own. */
  stages(count: number): Promise<Stage[]>
}

/** The API with an agent behind it. */
export async function openApi(use: Use, agentUrl: string): Promise<LiveServer> {
  const secret = randomBytes(32).toString('hex')
  const redis = use(await startMeasuredRedis())
  const session = use(await connect(redis.url))
  const server = use(
    await startApi(redis.url, secret, CLIENT_CORE, {
      AGENT: 'http',
      AGENT_URL: agentUrl,
      AGENT_SECRET: secret,
      MAX_CONNECTIONS: '20000',
      MAX_WATCHES: '20000',
      MAX_WATCHES_PER_USER: '20000',
    }),
  )
  const toStage = async ({ name, headers }: User): Promise<Stage> => {
    const conversationId = await session.begin(name, [])
    const input = { conversationId, content: { type: 'text', text: 'Tell me.' }, wait: false }
    const query = encodeURIComponent(JSON.stringify({ conversationId }))
    return {
      watch: { url: `${server.origin}/trpc/conversation.watch?input=${query}`, headers },
      ask: {
        url: `${server.origin}/trpc/conversation.send`,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      },
    }
  }
  return {
    name: API,
    server,
    redis,
    async stages(count) {
      const users = await usersWithTokens(count, secret)
      return Promise.all(users.map(toStage))
    },
  }
}

/** The least that could do it. */
export async function openFanOut(use: Use, agentUrl: string): Promise<LiveServer> {
  const redis = use(await startMeasuredRedis())
  const server = use(await startFanOut(redis.url, agentUrl, CLIENT_CORE))
  let opened = 0
  const stage = (): Stage => {
    const id = `conversation-${opened++}`
    return {
      watch: { url: `${server.origin}/watch/${id}`, headers: {} },
      ask: { url: `${server.origin}/send/${id}`, headers: {}, body: '{}' },
    }
  }
  return {
    name: FAN_OUT,
    server,
    redis,
    stages: async (count) => Array.from({ length: count }, stage),
  }
}
