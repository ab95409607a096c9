import type { FakeCopilot, FakeModel } from '@threadkeep/agents/testing'
import { SECRET } from '../../support/tokens.ts'

export const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_JWT_SECRET: SECRET,
  // What is tested here is no outage of Redis, not even on a machine that is busy.
  REDIS_COMMAND_TIMEOUT_MS: '10000',
}

/** What the agent `openai` needs to ask this model. */
export function openAiVariables({ baseUrl }: FakeModel) {
  return {
    AGENT: 'openai',
    OPENAI_BASE_URL: baseUrl,
    OPENAI_API_KEY: 'sk-canary-key',
    OPENAI_MODEL: 'test-model',
  }
}

/** What the agent `copilot-studio` needs to ask this platform. */
export function copilotVariables({ connectUrl }: FakeCopilot) {
  return {
    AGENT: 'copilot-studio',
    COPILOT_STUDIO_URL: connectUrl,
    COPILOT_STUDIO_TOKEN: 'canary-token',
  }
}
