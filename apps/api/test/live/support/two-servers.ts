import { fileURLToPath } from 'node:url'
import type { Message } from '@threadkeep/shared'
import { pollUntil, type RedisServer, startRedis } from '@threadkeep/store/testing'
import { type Client, clientWith } from '../../support/api.ts'
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts'
import { newOwner } from '../../support/owners.ts'
import { signToken } from '../../support/tokens.ts'
import { type Watcher, watch } from './watcher.ts'

const SPELLER = fileURLToPath(new URL('speller-server.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

export interface Settings {
  /** What becomes of a run whose server died. */
  onInterrupted: 'restart' | 'fail'
  agentTimeoutMs?: number
  /** With which the agent speaks first: `<words> <ms between them>`. */
  greeting?: string
  redisUrl?: string
}

export function startSpeller(redisUrl: string, settings: Settings): Promise<BuiltServer> {
  const { onInterrupted, agentTimeoutMs = 60_000, greeting = '' } = settings
  return startBuiltServer(
    {
      REDIS_URL: redisUrl,
      ON_INTERRUPTED: onInterrupted,
      AGENT_TIMEOUT_MS: String(agentTimeoutMs),
      GREETING: greeting,
      ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
    },
    ['--conditions=threadkeep-source', '--import', TSX, SPELLER],
  )
}

/** A server that works on runs and is to be hurt, and one through which its runs are watched. */
export interface TwoServers extends AsyncDisposable {
  redis: RedisServer
  worker(): BuiltServer
  other: BuiltServer
  /** In the place of a worker that was killed. */
  replaceWorker(): Promise<void>
}

export async function startTwoServers(settings: Settings): Promise<TwoServers> {
  const redis = await startRedis()
  const url = settings.redisUrl ?? redis.url
  let worker = await startSpeller(url, settings)
  const other = await startSpeller(url, settings)
  return {
    redis,
    worker: () => worker,
    other,
    async replaceWorker() {
      await worker.end('SIGKILL')
      worker = await startSpeller(url, settings)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([worker, other].map((server) => server[Symbol.asyncDispose]()))
      await redis[Symbol.asyncDispose]()
    },
  }
}

/** A conversation of a new user, watched through a server. */
export interface Watched {
  token: string
  conversationId: string
  watcher: Watcher
}

export async function startWatched(url: string): Promise<Watched> {
  const token = await signToken(newOwner())
  const { id: conversationId } = await clientOf(url, token).start.mutate({})
  const watcher = watch(url, token, conversationId)
  await pollUntil('the watch is open', async () => {
    if (watcher.endedBy() !== undefined) throw watcher.endedBy()
    return watcher.seen.conversation !== undefined
  })
  return { token, conversationId, watcher }
}

/** `count` runs that the worker works on, each watched through the server at `watchedAt`. */
export async function startRuns(
  { worker }: TwoServers,
  { count, watchedAt, ask }: { count: number; watchedAt: string; ask: string },
): Promise<Watched[]> {
  const runs = await Promise.all(Array.from({ length: count }, () => startWatched(watchedAt)))
  await Promise.all(
    runs.map(({ token, conversationId }) => sendTo(worker().url, token, conversationId, ask)),
  )
  return runs
}

/** All that the agent says to `<words> <ms>`, if nothing keeps it from that. */
export function spelled(words: number): string {
  return Array.from({ length: words }, (_, word) => `w${word} `).join('')
}

/** The words that are stored as the agent's. */
export function textOf(messages: readonly Message[]): string {
  return messages
    .filter(({ role }) => role === 'assistant')
    .map(({ content }) => (content.type === 'text' ? content.text : ''))
    .join('')
}

export function sendTo(url: string, token: string, conversationId: string, text: string) {
  return clientOf(url, token).send.mutate({
    conversationId,
    content: { type: 'text', text },
    wait: false,
  })
}

export function clientOf(url: string, token: string): Client['conversation'] {
  return clientWith(url, token).conversation
}
