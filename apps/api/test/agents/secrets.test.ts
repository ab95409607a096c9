import {
  completion,
  cutAfter,
  eventStream,
  inTurn,
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
import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'
import { refusal } from '../support/refusal.ts'
import { SECRET, signToken } from '../support/tokens.ts'
import { copilotVariables, openAiVariables, PRODUCTION } from './support/variables.ts'

const SAID = { type: 'text', text: 'canary-text' } as const
const QUOTING = { message: 'The key sk-canary-key cannot ask for canary-text', code: 'a-code' }
const HEADERS = { 'retry-after': '7', 'x-request-id': 'canary-request' }
const MALFORMED = rawStream('data: canary-text\n\n')
const LONG = 'canary-text '.repeat(100)

const ACTIVITY = `event: activity\ndata: ${JSON.stringify(saying(LONG))}\n\n`

interface Provider {
  failures: readonly [Script, ...Script[]]
  success: Script
  start(script: Script): Promise<AsyncDisposable & { variables: Record<string, string> }>
}

const PROVIDERS: Record<string, Provider> = {
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

test.each(Object.entries(PROVIDERS))(
  'no secret and no text of the agent %s is logged, counted or told to callers',
  async (_name, provider) => {
    const { failures, success } = provider
    await using redis = await startRedis()
    await using started = await provider.start(inTurn(...failures, success))
    const variables = { ...PRODUCTION, ...started.variables, LOG_LEVEL: 'trace' }
    await using api = await startBuiltServer({ ...variables, REDIS_URL: redis.url })
    const token = await signToken(newOwner('canary-user'))
    const { conversation } = clientWith(api.url, token)
    const { id: conversationId } = await conversation.start.mutate({})
    for (const _each of failures) {
      const error = await refusal(conversation.send.mutate({ conversationId, content: SAID }))
      expect(error.data?.reason).toBe('AGENT_FAILED')
      expect(JSON.stringify([error.message, error.data])).not.toContain('canary')
    }
    await conversation.send.mutate({ conversationId, content: SAID })
    const metrics = await (await fetch(`${api.url}/metrics`)).text()
    await api.end('SIGTERM')

    const logged = logLines(api.output()).filter(({ msg }) => msg === 'An agent failed')
    expect(logged).toHaveLength(failures.length)
    expect(logged[0].err.cause.message).toContain('401')
    for (const seen of [api.output(), metrics]) {
      expect(seen).not.toContain('canary')
      expect(seen).not.toContain(token)
      expect(seen).not.toContain(SECRET)
    }
  },
)
