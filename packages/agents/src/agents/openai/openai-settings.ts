import { z } from 'zod'
import type { EnvIssue, EnvSource } from '../../env-issue.ts'
import type { HistoryBudget } from '../../history.ts'

const URL_RULE = 'must be a URL like https://api.openai.com/v1 or http://127.0.0.1:11434/v1'

export const OpenAiEnvShape = {
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/, error: URL_RULE }).optional(),
  OPENAI_MODEL: z.string().optional(),
  AGENT_INSTRUCTIONS: z.string().optional(),
}

export interface OpenAiEndpoint {
  baseUrl: string
  apiKey: string
}

export interface OpenAiSettings {
  /** `demo`: development without a key. The caller starts a demo model first. */
  endpoint: OpenAiEndpoint | 'demo'
  model: string
  instructions: string | undefined
  history: HistoryBudget
}

const OPENAI_URL = 'https://api.openai.com/v1'
/** The package needs a key, though a local server often takes none. */
const NO_KEY = 'none'

const OpenAiEnvSchema = z.object(OpenAiEnvShape)
type OpenAiEnv = z.infer<typeof OpenAiEnvSchema>

export function toOpenAiSettings(env: OpenAiEnv, history: HistoryBudget): OpenAiSettings {
  return {
    endpoint: toEndpoint(env),
    model: env.OPENAI_MODEL ?? 'demo',
    instructions: env.AGENT_INSTRUCTIONS,
    history,
  }
}

function toEndpoint({
  OPENAI_API_KEY: apiKey,
  OPENAI_BASE_URL: baseUrl,
}: OpenAiEnv): OpenAiSettings['endpoint'] {
  if (apiKey === undefined && baseUrl === undefined) return 'demo'
  return { baseUrl: baseUrl ?? OPENAI_URL, apiKey: apiKey ?? NO_KEY }
}

export function openAiIssues(env: EnvSource): EnvIssue[] {
  const hasEndpoint = env['OPENAI_API_KEY'] !== undefined || env['OPENAI_BASE_URL'] !== undefined
  if (!hasEndpoint) {
    if (env['NODE_ENV'] !== 'production') return []
    const message = 'is needed for AGENT=openai (or OPENAI_BASE_URL of a server that takes no key)'
    return [{ variable: 'OPENAI_API_KEY', message }]
  }
  return env['OPENAI_MODEL'] === undefined
    ? [{ variable: 'OPENAI_MODEL', message: 'is needed for AGENT=openai' }]
    : []
}
