import { readdirSync, readFileSync } from 'node:fs'
import { AgentEnvShape } from '@threadkeep/agents'
import { LimitsSchema } from '@threadkeep/shared'
import { limitVariable } from '@threadkeep/store'
import { describe, expect, it, test } from 'vitest'
import { AuthEnvShape } from '../src/auth/auth-env.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Settings that have no row in docs/settings.md: their agent's page has one. */
const ELSEWHERE = /^COPILOT_STUDIO_|^AGENT_/
/** Read by others than the server's own schemas: Vite, Node, and the libraries of proxies and Azure. */
const OF_OTHERS = /^(?:WEB_PORT|HTTPS_PROXY|NO_PROXY|NODE_ENV|AZURE_\w+|IDENTITY_\w+)$/
const OWN_PREFIX = /\b(?:REDIS|AUTH|AGENT|OPENAI|COPILOT_STUDIO|LIMIT|MEMORY)_[A-Z][A-Z_]+\b/g
/** Named like a setting, and is a reason of errors. */
const REASON = 'AGENT_FAILED'

const SCHEMAS = ['apps/api/src/env.ts', 'packages/store/src/env/redis-env-schema.ts']
const written = SCHEMAS.flatMap((path) => [...read(path).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)])
const variables = [
  ...written.map(([, name = '']) => name),
  ...Object.keys(AuthEnvShape),
  ...Object.keys(AgentEnvShape),
  ...Object.keys(LimitsSchema.shape).map(limitVariable),
]

test.each(variables)('%s is in docs/settings.md', (variable) => {
  const page = read('docs/settings.md') + (ELSEWHERE.test(variable) ? read('docs/agents.md') : '')
  expect(page).toContain(`\`${variable}`)
})

describe('what the pages name', () => {
  const docs = readdirSync(new URL('docs', root)).filter((name) => name.endsWith('.md'))

  it('is read by the server: every row of docs/settings.md', () => {
    const rows = [...read('docs/settings.md').matchAll(/^\| (`[^|]+) \|/gm)].map(
      ([, names = '']) => names,
    )
    const named = rows.flatMap((row) => [...row.matchAll(/[A-Z][A-Z_]+/g)].map(([name]) => name))
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((name) => !variables.includes(name) && !OF_OTHERS.test(name))).toEqual([])
  })

  it.each(['README.md', ...docs.map((name) => `docs/${name}`)])(
    'is read by the server: %s',
    (page) => {
      const named = [...read(page).matchAll(OWN_PREFIX)].map(([name]) => name)
      expect(named.filter((name) => !variables.includes(name) && name !== REASON)).toEqual([])
    },
  )
})

test('`pnpm dev` passes the whole environment on, so that no list of variables can lack one', () => {
  const { dev } = JSON.parse(read('turbo.json')).tasks
  expect(dev).not.toHaveProperty('passThroughEnv')
  expect(read('scripts/dev.mjs')).toContain("'--env-mode=loose'")
})
