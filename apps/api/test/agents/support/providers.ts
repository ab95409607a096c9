import {
  completion,
  cutAfter,
  eventStream,
  isTurn,
  json,
  modelError,
  rawStream,
  type Script,
  saying,
  startFakeCopilot,
  startFakeModel,
  startScriptedServer,
} from '@threadkeep/agents/testing'
import { copilotVariables, openAiVariables } from './variables.ts'

const QUOTING = { message: 'The key sk-canary-key cannot ask for canary-text', code: 'a-code' }
const HEADERS = { 'retry-after': '7', 'x-request-id': 'canary-request' }
const MALFORMED = rawStream('data: canary-text\n\n')
const LONG = 'canary-text '.repeat(100)

const ACTIVITY = `event: activity\ndata: ${JSON.stringify(saying(LONG))}\n\n`

export interface Provider {
  failures: readonly [Script, ...Script[]]
  success: Script
  start(script: Script): Promise<AsyncDisposable & { variables: Record<string, string> }>
}

/** Each agent's platform, the ways in which it fails, and the settings of the agent. */
export const PROVIDERS: Record<string, Provider> = {
  openai: {
    failures: [
      modelError(401, QUOTING),
      modelError(429, QUOTING, HEADERS),
      modelError(500, QUOTING),
      MALFORMED,
      rawStream(`data: ${JSON.stringify({ error: QUOTING })}\n\n`),
      cutAfter(600, completion([LONG])),
    ],
    success: completion(['canary-reply']),
    async start(script) {
      const model = await startFakeModel(script)
      return { ...model, variables: openAiVariables(model) }
    },
  },
  http: {
    failures: [
      json(401, QUOTING),
      json(429, QUOTING, HEADERS),
      json(500, QUOTING),
      MALFORMED,
      rawStream(`data: ${JSON.stringify({ type: 'canary-type' })}\n\n`),
      cutAfter(600, eventStream([{ type: 'text', delta: LONG }])),
    ],
    success: eventStream([{ type: 'text', delta: 'canary-reply' }]),
    async start(script) {
      const { url, ...service } = await startScriptedServer(script)
      const AGENT_SECRET = 'canary-secret-of-more-than-32-bytes'
      return { ...service, variables: { AGENT: 'http', AGENT_URL: url, AGENT_SECRET } }
    },
  },
  'copilot-studio': {
    failures: [
      json(401, QUOTING),
      json(429, QUOTING, HEADERS),
      json(500, QUOTING),
      rawStream(`event: activity\ndata: canary-text\n\n`),
      rawStream(`event: activity\ndata: ${JSON.stringify({ 'canary-key': 1 })}\n\n`),
      cutAfter(600, rawStream(ACTIVITY, ACTIVITY, ACTIVITY)),
    ],
    success: rawStream(ACTIVITY, 'event: end\ndata: {}\n\n'),
    start: startCopilot,
  },
}

/** The platform begins a conversation, and responds to turns as the script says. */
async function startCopilot(script: Script) {
  const copilot = await startFakeCopilot({
    intercept: (response, { request }) => (isTurn(request) ? script : response),
  })
  return { ...copilot, variables: copilotVariables(copilot) }
}
