import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { type Client, clientWith } from '../support/api.ts'
import { MAIN, PATIENCE, startBuiltServer } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'
import { SECRET, signToken } from '../support/tokens.ts'
import { COPILOT_CASES, startCopilot } from './support/copilot-cases.ts'
import { HTTP_CASES, startHttp } from './support/http-cases.ts'
import { OPENAI_CASES, startOpenAi } from './support/openai-cases.ts'
import type { Provider, ProviderCase } from './support/provider-case.ts'
import { PRODUCTION } from './support/variables.ts'

const SAID = { type: 'text', text: 'canary-text' } as const
const PRINT_SPANS = new URL('support/print-spans.mjs', import.meta.url)
const ENTRY = ['--import', PRINT_SPANS.href, MAIN]

const AGENTS: [string, () => Promise<Provider>, ProviderCase[]][] = [
  ['openai', startOpenAi, OPENAI_CASES],
  ['http', startHttp, HTTP_CASES],
  ['copilot-studio', startCopilot, COPILOT_CASES],
]

test.each(AGENTS)(
  'no secret and no text of the agent %s is logged, counted, traced or told to callers',
  { timeout: 60_000 },
  async (_name, start, cases) => {
    expect(cases.length).toBeGreaterThanOrEqual(25)
    await using redis = await startRedis()
    await using provider = await start()
    const variables = { ...PRODUCTION, ...provider.variables, LOG_LEVEL: 'trace' }
    const settings = { ...variables, REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: '1000000' }
    await using api = await startBuiltServer(settings, ENTRY)
    const token = await signToken(newOwner('canary-user'))
    const { conversation } = clientWith(api.url, token)

    for (const each of cases) {
      provider.play(each)
      const ended = await play(conversation, provider, each)
      expect(ended, each.what).not.toContain('canary')
    }
    const metrics = await (await fetch(`${api.url}/metrics`)).text()
    await api.end('SIGTERM')

    const failures = cases.filter(({ ends }) => ends === 'failed')
    const logged = logLines(api.output()).filter(({ msg }) => msg === 'An agent failed')
    expect(logged).toHaveLength(failures.length)
    expect(api.output()).toMatch(/^span conversation\.send /m)
    for (const seen of [api.output(), metrics]) {
      expect(seen).not.toContain('canary')
      expect(seen).not.toContain(token)
      expect(seen).not.toContain(SECRET)
    }
  },
)

/** Says something in a conversation of its own, and returns what the caller was told of a failure. */
async function play(
  conversation: Client['conversation'],
  { requests }: Provider,
  { what, ends, on }: ProviderCase,
): Promise<string> {
  const { id: conversationId } = await conversation.start.mutate({})
  const input = { conversationId, content: SAID }
  if (ends === 'stopped') {
    const before = requests.length
    await conversation.send.mutate({ ...input, wait: false })
    await expect.poll(() => requests.length, PATIENCE).toBeGreaterThan(before)
    const stopped = async () => (await conversation.stop.mutate({ conversationId })).stopped
    await expect.poll(stopped, PATIENCE).toBe(false)
    return ''
  }
  const sent = conversation.send.mutate(input)
  const told = await sent.then(({ run }) => `completed ${run?.status}`, describe)
  const isOfMessage = on !== 'start'
  expect(told, what).toContain(ends === 'failed' && isOfMessage ? 'AGENT_FAILED' : 'completed')
  return told
}

function describe(error: { message: string; data?: unknown }): string {
  return JSON.stringify([error.message, error.data])
}
