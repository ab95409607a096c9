import { setTimeout as delay } from 'node:timers/promises'
import type { Content, JsonObject } from '@threadkeep/shared'
import type { Agent } from '../agent.ts'

/** For development: repeats the text a word at a time; the word "card" gets an Adaptive Card. */
export function createEchoAgent(delayMs: number): Agent {
  return {
    name: 'echo',
    onInterrupted: 'restart',
    async *respond({ message: { content }, signal }) {
      if (content.type === 'text' && content.text === 'card') {
        yield { type: 'message', content: { type: 'card', card: CARD } }
        return
      }
      for (const word of words(echo(content))) {
        // Without a delay a long text must not wait for a timer between all of its words.
        if (delayMs > 0) await delay(delayMs, undefined, { signal })
        yield { type: 'text', delta: word }
      }
    },
  }
}

function echo(content: Content): string {
  switch (content.type) {
    case 'text':
      return `You said: ${content.text}`
    case 'card':
      return 'You sent a card.'
    case 'cardAction':
      return `You chose ${content.actionId}: ${JSON.stringify(content.data)}`
    case 'json':
      return `You sent ${content.format}.`
    case 'redacted':
      return 'What you said was redacted.'
  }
}

/** Each word with the white space after it, so that they add up to the text. */
function words(text: string): string[] {
  return text.split(/(?<=\s)(?=\S)/)
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
