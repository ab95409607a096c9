import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { expect, test } from 'vitest'
import { createFaqAgent } from '../../../docs/examples/faq-agent.ts'
import { collectReply } from '../src/index.ts'
import { message, turnOn } from './support/turn.ts'

const DOCS = join(import.meta.dirname, '../../../docs')
const agent = createFaqAgent(new Map([['hours', 'From 9 to 5.']]))
const replyTo = (text: string) =>
  collectReply(agent.respond(turnOn({ messages: [message(1, 'user', text)] })), DEFAULT_LIMITS)

test('the agent of the documentation is under 40 lines, and the one that is run here', async () => {
  const source = await readFile(join(DOCS, 'examples/faq-agent.ts'), 'utf8')
  expect(source.split('\n').length).toBeLessThan(40)
  expect(await readFile(join(DOCS, 'agents.md'), 'utf8')).toContain(`\`\`\`ts\n${source}\`\`\``)
})

test('the agent of the documentation replies by text or by card', async () => {
  expect(await replyTo('What are your hours?')).toEqual({
    messages: [
      {
        role: 'assistant',
        content: { type: 'text', text: 'From 9 to 5.' },
        metadata: { finishReason: 'stop', model: 'faq' },
      },
    ],
    facts: { title: 'About hours' },
  })
  expect((await replyTo('Who are you?')).messages).toMatchObject([{ content: { type: 'card' } }])
})
