import type { Content, JsonObject, Limits } from '@threadkeep/shared'
import type { Agent } from './agent.ts'

/** Answers with what was said; the word "card" gets an Adaptive Card. */
export function createEchoAgent(limits: Limits): Agent {
  return {
    async reply({ message: { content } }) {
      if (content.type === 'text' && content.text === 'card') return { type: 'card', card: CARD }
      return { type: 'text', text: cut(echo(content), limits.textBytes) }
    },
  }
}

function echo(content: Content): string {
  if (content.type === 'text') return `You said: ${content.text}`
  if (content.type === 'card') return 'You sent a card.'
  return `You chose ${content.actionId}: ${JSON.stringify(content.data)}`
}

/** An echo is longer than what it echoes, which may have been as long as a text can be. */
function cut(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes))
  return text.slice(0, read)
}

const CARD: JsonObject = {
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  body: [
    {
      type: 'TextBlock',
      size: 'Medium',
      weight: 'Bolder',
      text: 'How was your visit?',
      wrap: true,
    },
    {
      type: 'Input.ChoiceSet',
      id: 'rating',
      label: 'Rating',
      style: 'expanded',
      value: 'good',
      choices: [
        { title: 'Good', value: 'good' },
        { title: 'Could be better', value: 'poor' },
      ],
    },
    { type: 'Input.Text', id: 'comment', label: 'Comment', isMultiline: true },
  ],
  actions: [{ type: 'Action.Submit', id: 'feedback', title: 'Send feedback' }],
}
