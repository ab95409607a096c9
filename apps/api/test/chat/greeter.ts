import { once } from 'node:events'
import type { Agent, AgentEvent, Greeting } from '@threadkeep/agents'

const WELCOME: AgentEvent[] = ['Wel', 'come'].map((delta) => ({ type: 'text', delta }))

/** Speaks first, and then repeats what the user says. Counts how often it was asked to. */
export function greeter(
  greet: (greeting: Greeting) => AsyncIterable<AgentEvent> = () => welcome(),
) {
  const greetings: Greeting[] = []
  const agent: Agent = {
    name: 'greeter',
    onInterrupted: 'fail',
    greet(greeting) {
      greetings.push(greeting)
      return greet(greeting)
    },
    async *respond({ message: { content } }) {
      yield { type: 'text', delta: content.type === 'text' ? `Re: ${content.text}` : '' }
    },
  }
  return { agent, greetings }
}

export async function* welcome(
  until: Promise<unknown> = Promise.resolve(),
): AsyncGenerator<AgentEvent> {
  yield* WELCOME.slice(0, 1)
  await until
  yield* WELCOME.slice(1)
}

export async function* untilAborted({ signal }: Greeting): AsyncGenerator<AgentEvent> {
  yield { type: 'text', delta: 'So far' }
  await once(signal, 'abort')
}
