import { z } from 'zod'

export const AGENT_NAMES = ['echo', 'none'] as const
export type AgentName = (typeof AGENT_NAMES)[number]

/** The environment variables of agents, to be spread into the schema of all settings. */
export const AgentEnvShape = {
  AGENT: z.enum(AGENT_NAMES).optional(),
  AGENT_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3600).default(120),
  ECHO_DELAY_MS: z.coerce.number().int().min(0).max(10_000).default(20),
}

export interface AgentSettings {
  name: AgentName
  timeoutMs: number
  echoDelayMs: number
}

type AgentEnv = z.infer<z.ZodObject<typeof AgentEnvShape>>

/** `byDefault`: the agent where AGENT is not set. */
export function toAgentSettings(env: AgentEnv, byDefault: AgentName): AgentSettings {
  return {
    name: env.AGENT ?? byDefault,
    timeoutMs: env.AGENT_TIMEOUT_SECONDS * 1000,
    echoDelayMs: env.ECHO_DELAY_MS,
  }
}
