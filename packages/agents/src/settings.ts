import { z } from 'zod'
import {
  CopilotStudioEnvShape,
  type CopilotStudioSettings,
  copilotStudioIssues,
  toCopilotStudioSettings,
} from './agents/copilot-studio/copilot-studio-settings.ts'
import {
  HttpEnvShape,
  type HttpSettings,
  httpIssues,
  toHttpSettings,
} from './agents/http/http-settings.ts'
import {
  OpenAiEnvShape,
  type OpenAiSettings,
  openAiIssues,
  toOpenAiSettings,
} from './agents/openai/openai-settings.ts'
import type { EnvIssue, EnvSource } from './env-issue.ts'

export const AGENT_NAMES = ['echo', 'none', 'openai', 'http', 'copilot-studio'] as const
export type AgentName = (typeof AGENT_NAMES)[number]

/** The environment variables of agents, to be spread into the schema of all settings. */
export const AgentEnvShape = {
  AGENT: z.enum(AGENT_NAMES).optional(),
  AGENT_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3600).default(120),
  AGENT_HISTORY_MESSAGES: z.coerce.number().int().min(1).max(100).default(40),
  AGENT_HISTORY_CHARACTERS: z.coerce.number().int().min(1).max(10_000_000).default(60_000),
  ECHO_DELAY_MS: z.coerce.number().int().min(0).max(10_000).default(20),
  ...OpenAiEnvShape,
  ...HttpEnvShape,
  ...CopilotStudioEnvShape,
}

const AgentEnvSchema = z.object(AgentEnvShape)
type AgentEnv = z.infer<typeof AgentEnvSchema>

export type AgentSettings = { timeoutMs: number } & (
  | { name: 'echo'; echoDelayMs: number }
  | { name: 'none' }
  | ({ name: 'openai' } & OpenAiSettings)
  | ({ name: 'http' } & HttpSettings)
  | ({ name: 'copilot-studio' } & CopilotStudioSettings)
)

/** `byDefault`: the agent where AGENT is not set. */
export function toAgentSettings(env: AgentEnv, byDefault: AgentName): AgentSettings {
  const timeoutMs = env.AGENT_TIMEOUT_SECONDS * 1000
  const history = {
    messages: env.AGENT_HISTORY_MESSAGES,
    characters: env.AGENT_HISTORY_CHARACTERS,
  }
  const name = env.AGENT ?? byDefault
  switch (name) {
    case 'echo':
      return { name, timeoutMs, echoDelayMs: env.ECHO_DELAY_MS }
    case 'none':
      return { name, timeoutMs }
    case 'openai':
      return { name, timeoutMs, ...toOpenAiSettings(env, history) }
    case 'http':
      return { name, timeoutMs, ...toHttpSettings(env, history) }
    case 'copilot-studio':
      return { name, timeoutMs, ...toCopilotStudioSettings(env) }
  }
}

/** Issues of variables that are valid by themselves, but not together. */
export function agentIssues(env: EnvSource): EnvIssue[] {
  switch (env['AGENT']) {
    case 'openai':
      return openAiIssues(env)
    case 'http':
      return httpIssues(env)
    case 'copilot-studio':
      return copilotStudioIssues(env)
    default:
      return []
  }
}
