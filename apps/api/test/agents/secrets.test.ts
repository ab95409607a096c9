import {
  completion,
  cutAfter,
  inTurn,
  modelError,
  rawStream,
  startFakeModel,
} from '@threadkeep/agents/testing'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'
import { refusal } from '../support/refusal.ts'
import { SECRET, signToken } from '../support/tokens.ts'
import { agentVariables, PRODUCTION } from './support/variables.ts'

const SAID = { type: 'text', text: 'canary-text' } as const
const QUOTING = { message: 'The key sk-canary-key cannot ask for canary-text', code: 'a-code' }
const WAYS_TO_FAIL = [
  modelError(401, QUOTING),
  modelError(429, QUOTING, { 'retry-after': '7', 'x-request-id': 'canary-request' }),
  modelError(500, QUOTING),
  rawStream('data: canary-text\n\n'),
  rawStream(`data: ${JSON.stringify({ error: QUOTING })}\n\n`),
  cutAfter(600, completion(['canary-text '.repeat(100)])),
] as const

test('no key, no token and no text of the agent openai is logged, counted or answered', async () => {
  await using redis = await startRedis()
  await using model = await startFakeModel(inTurn(...WAYS_TO_FAIL, completion(['canary-reply'])))
  const variables = { ...PRODUCTION, ...agentVariables(model), LOG_LEVEL: 'trace' }
  await using api = await startBuiltServer({ ...variables, REDIS_URL: redis.url })
  const token = await signToken(newOwner('canary-user'))
  const { conversation } = clientWith(api.url, token)
  const { id: conversationId } = await conversation.start.mutate({})
  for (const _each of WAYS_TO_FAIL) {
    const error = await refusal(conversation.send.mutate({ conversationId, content: SAID }))
    expect(error.data?.reason).toBe('AGENT_FAILED')
    expect(JSON.stringify([error.message, error.data])).not.toContain('canary')
  }
  await conversation.send.mutate({ conversationId, content: SAID })
  const metrics = await (await fetch(`${api.url}/metrics`)).text()
  await api.end('SIGTERM')

  const failures = logLines(api.output()).filter(({ msg }) => msg === 'An agent failed')
  expect(failures).toHaveLength(WAYS_TO_FAIL.length)
  expect(failures[0].err.cause.message).toContain('401 (a-code)')
  for (const seen of [api.output(), metrics]) {
    expect(seen).not.toContain('canary')
    expect(seen).not.toContain(token)
    expect(seen).not.toContain(SECRET)
  }
})
