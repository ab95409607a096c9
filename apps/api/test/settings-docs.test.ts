import { readFileSync } from 'node:fs'
import { AgentEnvShape } from '@threadkeep/agents'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AuthEnvShape } from '../src/auth/auth-env.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** Settings that have no row in the README's table: their agent's page has one. */
const ELSEWHERE = /^COPILOT_STUDIO_|^AGENT_/

const own = read('apps/api/src/env.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)
const variables = [
  ...[...own].map(([, name = '']) => name),
  ...Object.keys(AuthEnvShape),
  ...Object.keys(AgentEnvShape),
]

test.each(variables)('%s is in the README, and reaches the server under turbo', (variable) => {
  const page = ELSEWHERE.test(variable)
    ? read('docs/agents.md') + read('README.md')
    : read('README.md')
  expect(page).toContain(variable)
  const { tasks } = z
    .object({ tasks: z.object({ dev: z.object({ passThroughEnv: z.array(z.string()) }) }) })
    .parse(JSON.parse(read('turbo.json')))
  const patterns = tasks.dev.passThroughEnv.map((name) => name.replaceAll('*', '\\w+'))
  expect(patterns.some((pattern) => new RegExp(`^${pattern}$`).test(variable))).toBe(true)
})
