import { setTimeout as delay } from 'node:timers/promises'
import type { Script } from '../scripted-server.ts'
import { completion } from './completions.ts'
import { type FakeModel, startFakeModel } from './fake-model.ts'

const DELAY_MS = 25

/** Streams markdown, a word at a time, so that a newcomer sees an assistant without a key. */
export function startDemoModel(): Promise<FakeModel> {
  return startFakeModel(demoReply)
}

const demoReply: Script = (exchange) => {
  const words = demoText(exchange.request.body).split(/(?<=\s)(?=\S)/)
  return completion(words, { before: () => delay(DELAY_MS) })(exchange)
}

function demoText(body: string): string {
  const asked = lastUserText(body).replace(/\s+/g, ' ').trim().slice(0, 200)
  return `You asked: *${asked}*

## This is a demo model

It is scripted, and knows nothing. With **a real one** the reply would be an answer:

1. Set \`OPENAI_API_KEY\`, or \`OPENAI_BASE_URL\` for a server of your own.
2. Set \`OPENAI_MODEL\`.
3. Start again.

\`\`\`sh
OPENAI_API_KEY=... OPENAI_MODEL=... AGENT=openai npx -y pnpm dev
\`\`\`

| While it streams       | Threadkeep                |
| ---------------------- | ------------------------- |
| you reload the page    | goes on where it was      |
| you press *Stop*       | keeps what was said       |
| the server is replaced | asks the model once more  |

Reload this page now, or open it in a second tab.`
}

/** A demo must not fail because of what a user writes. */
function lastUserText(body: string): string {
  const parsed: unknown = JSON.parse(body)
  if (!isObject(parsed) || !Array.isArray(parsed['messages'])) return ''
  const last: unknown = parsed['messages'].at(-1)
  return isObject(last) && typeof last['content'] === 'string' ? last['content'] : ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
