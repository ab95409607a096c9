import type { Limits } from '@threadkeep/shared'
import type { AgentName } from '../env.ts'
import type { Agent } from './agent.ts'
import { createEchoAgent } from './echo.ts'
import { createNoAgent } from './none.ts'

export function createAgent(name: AgentName, limits: Limits): Agent {
  return name === 'echo' ? createEchoAgent(limits) : createNoAgent()
}
