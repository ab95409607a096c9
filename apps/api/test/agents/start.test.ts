import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseEnv } from '../../src/env.ts'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { logLines } from '../support/log-lines.ts'
import { newOwner } from '../support/owners.ts'

/** What the agents load that no other part of the server does. */
const SDKS = /node_modules\/(openai|eventsource-parser|@microsoft\/[^/]+|@azure\/[^/]+)\//

/** With a token of the environment, no library is loaded to get one. */
const COPILOT_SDK = [
  '@microsoft/agents-activity',
  '@microsoft/agents-copilotstudio-client',
  '@microsoft/agents-telemetry',
  'eventsource-parser',
]

test.each([
  ['none', []],
  ['echo', []],
  ['openai', ['openai']],
  ['http', ['eventsource-parser']],
  ['copilot-studio', COPILOT_SDK],
])('AGENT=%s loads of the SDKs only %j', async (agent, expected) => {
  const settings = {
    AGENT_URL: 'http://127.0.0.1:1',
    AGENT_SECRET: 'x'.repeat(32),
    COPILOT_STUDIO_URL: 'http://127.0.0.1:1',
    COPILOT_STUDIO_TOKEN: 'token',
  }
  expect(await sdksOf({ AGENT: agent, ...settings })).toEqual(expected)
})

test('AGENT=openai without a key, in development, says in one line that a demo model replies', async () => {
  await using api = await startBuiltServer({ AGENT: 'openai' })
  const warnings = logLines(api.output()).filter(({ msg }) => /demo model/.test(msg))
  expect(warnings).toHaveLength(1)
  const response = await fetch(`${api.url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(newOwner()),
  })
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  const { conversation } = clientWith(api.url, token)
  const { id: conversationId } = await conversation.start.mutate({})
  const { replies } = await conversation.send.mutate({
    conversationId,
    content: { type: 'text', text: 'Is anybody there?' },
  })
  expect(replies).toMatchObject([
    {
      content: { text: expect.stringMatching(/Is anybody there\?[\s\S]*## This is a demo model/) },
    },
  ])
})

const PRODUCTION = {
  NODE_ENV: 'production',
  REDIS_URL: 'redis://127.0.0.1:1',
  AUTH_JWT_SECRET: 'x'.repeat(32),
}

test.each([
  [{ ...PRODUCTION, AGENT: 'openai' }, /^OPENAI_API_KEY: is needed/m],
  [{ AGENT: 'openai', OPENAI_API_KEY: 'sk-canary' }, /^OPENAI_MODEL: is needed/m],
  [{ AGENT: 'openai', OPENAI_BASE_URL: 'canary' }, /^OPENAI_BASE_URL: must be/m],
  [{ AGENT: 'http' }, /^AGENT_URL: is needed[\s\S]*^AGENT_SECRET: is needed/m],
  [{ AGENT: 'http', AGENT_SECRET: 'canary' }, /^AGENT_SECRET: must be at least 32 bytes/m],
  [{ AGENT: 'http', AGENT_SECRET: `${'canary'.repeat(9)}\n` }, /^AGENT_SECRET: begins or ends/m],
  [
    { AGENT: 'copilot-studio' },
    /^COPILOT_STUDIO_ENVIRONMENT_ID: is[\s\S]*^COPILOT_STUDIO_TOKEN: is/m,
  ],
  [
    { AGENT: 'copilot-studio', COPILOT_STUDIO_AUTH: 'on-behalf-of' },
    /^COPILOT_STUDIO_SCHEMA_NAME: is[\s\S]*^COPILOT_STUDIO_CLIENT_SECRET: is/m,
  ],
  [
    {
      AGENT: 'copilot-studio',
      COPILOT_STUDIO_AUTH: 'on-behalf-of',
      COPILOT_STUDIO_TOKEN: 'canary',
      COPILOT_STUDIO_URL: 'https://example.com',
    },
    /^COPILOT_STUDIO_TOKEN: excludes/m,
  ],
  [{ AGENT_HISTORY_MESSAGES: '101' }, /^AGENT_HISTORY_MESSAGES: /m],
])('%j is rejected', (variables, message) => {
  expect(() => parseEnv(variables)).toThrow(message)
  expect(() => parseEnv(variables)).not.toThrow('canary')
})

/** The SDKs of which a module was loaded, by the coverage that Node writes at its end. */
async function sdksOf(variables: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'threadkeep-modules-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  await using api = await startBuiltServer({ ...variables, NODE_V8_COVERAGE: folder })
  await api.end('SIGTERM')
  const reports = await Promise.all(
    (await readdir(folder)).map(async (name) => readFile(join(folder, name), 'utf8')),
  )
  const urls: string[] = reports.flatMap((report) =>
    JSON.parse(report).result.map(({ url }: { url: string }) => url),
  )
  expect(urls.some((url) => url.endsWith('/dist/main.js'))).toBe(true)
  return [...new Set(urls.flatMap((url) => SDKS.exec(url)?.[1] ?? []))].sort()
}
