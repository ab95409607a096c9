import type { Conversation } from '@threadkeep/shared'
import { type AgentEvent, createAgent } from '../../src/index.ts'
import type { FakeCopilot } from '../../testing/index.ts'
import { listen, message, type TurnOptions, turnOn } from './turn.ts'

export const TOKEN = 'canary-token'

export function agentOf({ connectUrl }: FakeCopilot) {
  const target = { url: connectUrl }
  const auth = { flow: 'token', token: TOKEN } as const
  return createAgent({ name: 'copilot-studio', timeoutMs: 5000, target, auth })
}

/** A conversation whose facts are kept from turn to turn, as the store keeps them. */
export async function converse(copilot: FakeCopilot) {
  const agent = await agentOf(copilot)
  const facts: Partial<Conversation> = {}
  let seq = 0

  async function hear(response: AsyncIterable<AgentEvent> | undefined) {
    const said = await listen(response ?? [])
    for (const event of said.events) {
      if (event.type !== 'conversation') continue
      const { type: _, ...learnt } = event
      Object.assign(facts, learnt)
    }
    const messages = said.events.flatMap((event) =>
      event.type === 'message' ? [event.content] : [],
    )
    return { ...said, messages }
  }

  return {
    facts,
    say(content: Parameters<typeof message>[2], options: TurnOptions = {}) {
      const { messages = [message(++seq, 'user', content)] } = options
      return hear(agent.respond(turnOn({ ...options, messages, conversation: { ...facts } })))
    },
    greet(options: TurnOptions = {}) {
      return hear(agent.greet?.(turnOn({ ...options, conversation: { ...facts } })))
    },
  }
}
