import type { FakeModel } from '@threadkeep/agents/testing'
import { SECRET } from '../../support/tokens.ts'

export const PRODUCTION = { NODE_ENV: 'production', AUTH_JWT_SECRET: SECRET }

/** What the agent `openai` needs to ask this model. */
export function agentVariables({ baseUrl }: FakeModel) {
  return {
    AGENT: 'openai',
    OPENAI_BASE_URL: baseUrl,
    OPENAI_API_KEY: 'sk-canary-key',
    OPENAI_MODEL: 'test-model',
  }
}
