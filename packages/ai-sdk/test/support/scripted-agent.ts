import { createGate, type Exchange, startScriptedServer } from '@threadkeep/agents/testing'
import type { Content } from '@threadkeep/shared'
import { expect } from 'vitest'
import { PATIENCE } from './api-process.ts'

/** An agent's service that says what the test wants, when it wants it. */
export interface ScriptedAgent extends AsyncDisposable {
  /** With which an API has it reply. */
  readonly variables: Readonly<Record<string, string>>
  /** The next reply that is asked for in this conversation. */
  nextTurn(conversationId: string): Promise<AgentTurn>
  /** How often a reply was asked for in this conversation. */
  asked(conversationId: string): number
}

export interface AgentTurn {
  /** What the user said. */
  readonly content: Content
  say(text: string): Promise<void>
  send(event: object): Promise<void>
  end(): Promise<void>
  fail(): Promise<void>
  /** Resolves once the API has gone: the turn was ended, or the agent was aborted. */
  readonly closed: Promise<void>
}

export async function startScriptedAgent(): Promise<ScriptedAgent> {
  const turns = new Map<string, AgentTurn[]>()
  const taken = new Map<string, number>()
  const turnsIn = (conversationId: string) => turns.get(conversationId) ?? []
  const server = await startScriptedServer(async (exchange) => {
    await exchange.head(200, { 'content-type': 'text/event-stream' })
    const ended = createGate()
    const { conversation } = JSON.parse(exchange.request.body)
    turns.set(conversation.id, [...turnsIn(conversation.id), toTurn(exchange, ended.open)])
    await Promise.race([ended.opened, exchange.request.closed])
  })
  return {
    variables: {
      AGENT: 'http',
      AGENT_URL: server.url,
      AGENT_SECRET: 'a secret of the agent that is longer than 32 bytes',
    },
    async nextTurn(conversationId) {
      const index = taken.get(conversationId) ?? 0
      taken.set(conversationId, index + 1)
      await expect.poll(() => turnsIn(conversationId).length, PATIENCE).toBeGreaterThan(index)
      const turn = turnsIn(conversationId)[index]
      if (turn === undefined) throw new Error('No reply was asked for.')
      return turn
    },
    asked: (conversationId) => turnsIn(conversationId).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function toTurn(exchange: Exchange, ended: () => void): AgentTurn {
  const send = (event: object) => exchange.send(`data: ${JSON.stringify(event)}\n\n`)
  async function finish(event: object) {
    await send(event)
    await exchange.end()
    ended()
  }
  return {
    content: JSON.parse(exchange.request.body).message.content,
    say: (text) => send({ type: 'text', delta: text }),
    send,
    end: () => finish({ type: 'end' }),
    fail: () => finish({ type: 'error', retryable: false }),
    closed: exchange.request.closed,
  }
}
