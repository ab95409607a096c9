import type { Agent } from './agent.ts'
import type { AgentSettings } from './settings.ts'

/** Loads the chosen agent's module only, because every SDK costs start-up time. */
export async function createAgent(settings: AgentSettings): Promise<Agent> {
  switch (settings.name) {
    case 'echo':
      return (await import('./agents/echo.ts')).createEchoAgent(settings.echoDelayMs)
    case 'none':
      return (await import('./agents/none.ts')).createNoAgent()
    case 'openai': {
      const { endpoint } = settings
      if (endpoint === 'demo') throw new Error('The demo model has to be started first')
      return (await import('./agents/openai/openai.ts')).createOpenAiAgent({
        ...settings,
        endpoint,
      })
    }
    case 'http':
      return (await import('./agents/http/http.ts')).createHttpAgent(settings)
    case 'copilot-studio': {
      const { createCopilotStudioAgent } = await import('./agents/copilot-studio/copilot-studio.ts')
      return createCopilotStudioAgent(settings)
    }
  }
}
