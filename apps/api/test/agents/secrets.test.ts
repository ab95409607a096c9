import { inTurn } from '@threadkeep/agents/testing'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'
import { refusal } from '../support/refusal.ts'
import { SECRET, signToken } from '../support/tokens.ts'
import { PROVIDERS } from './support/providers.ts'
import { PRODUCTION } from './support/variables.ts'

const SAID = { type: 'text', text: 'canary-text' } as const
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
