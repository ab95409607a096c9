import type { Agent, AgentEvent, Turn } from '@threadkeep/agents'

/** Replies from a list of answers, and shows a card where none fits. */
export function createFaqAgent(answers: ReadonlyMap<string, string>): Agent {
  return {
    name: 'faq',
    // Asking again does no harm: a run whose server died begins anew.
    onInterrupted: 'restart',
    async *respond({ message: { content }, signal }: Turn): AsyncGenerator<AgentEvent> {
      yield { type: 'status', text: 'Looking it up...' }
      const asked = content.type === 'text' ? content.text.toLowerCase() : ''
      const found = [...answers].find(([topic]) => asked.includes(topic))
      if (found === undefined) {
        yield { type: 'message', content: { type: 'card', card: topicsCard([...answers.keys()]) } }
        return
      }
      const [topic, answer] = found
      for (const word of answer.split(/(?<= )/)) {
        // The user has stopped the reply, or its time is up: what was said is kept.
        if (signal.aborted) return
        yield { type: 'text', delta: word }
      }
      yield { type: 'conversation', title: `About ${topic}` }
      yield { type: 'metadata', metadata: { finishReason: 'stop', model: 'faq' } }
    },
  }
}

function topicsCard(topics: readonly string[]) {
  const body = topics.map((text) => ({ type: 'TextBlock', text }))
  return { type: 'AdaptiveCard', version: '1.5', body }
}
