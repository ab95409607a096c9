import type { AgentSettings } from '@threadkeep/agents'
import type { Logger } from './observability/log.ts'

/** In development, the agent `openai` without a key talks to a scripted model in this process. */
export async function withDemoModel(settings: AgentSettings, log: Logger): Promise<AgentSettings> {
  if (settings.name !== 'openai' || settings.endpoint !== 'demo') return settings
  const { startDemoModel } = await import('@threadkeep/agents/testing')
  const { baseUrl } = await startDemoModel()
  log.warn(`OPENAI_API_KEY is not set: a scripted demo model replies, on ${baseUrl}`)
  return { ...settings, endpoint: { baseUrl, apiKey: 'demo' } }
}
