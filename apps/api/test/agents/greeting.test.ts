import {
  eventStream,
  saying,
  startFakeCopilot,
  startScriptedServer,
} from '@threadkeep/agents/testing'
import { startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { PATIENCE, startBuiltServer } from '../support/built-server.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'
import { copilotVariables, PRODUCTION } from './support/variables.ts'

const text = (said: string) => ({ type: 'text', text: said }) as const

/** Each agent that speaks first: how often it was asked to, and the settings of the API. */
const AGENTS = {
  async 'copilot-studio'() {
    const copilot = await startFakeCopilot({ greeting: [saying('Welcome')] })
    return { ...copilot, asked: copilot.begun, variables: copilotVariables(copilot) }
  },
  async http() {
    const service = await startScriptedServer(eventStream([{ type: 'text', delta: 'Welcome' }]))
    const AGENT_SECRET = 'canary-secret-of-more-than-32-bytes'
    return {
      ...service,
      asked: () => service.requests.filter(({ body }) => body.includes('"greeting"')).length,
      variables: { AGENT: 'http', AGENT_GREETS: 'true', AGENT_URL: service.url, AGENT_SECRET },
    }
  },
}

test.each(Object.entries(AGENTS))(
  '%s greets once in a conversation that two servers start, again and again',
  async (_name, startAgent) => {
    await using redis = await startRedis()
    await using agent = await startAgent()
    const variables = { ...PRODUCTION, ...agent.variables, REDIS_URL: redis.url }
    await using one = await startBuiltServer(variables)
    await using other = await startBuiltServer(variables)
    const token = await signToken(newOwner())
    const clients = [one, other].map(({ url }) => clientWith(url, token).conversation)
    const [conversation] = clients
    const conversations = 10
    const starts = Array.from({ length: conversations }, (_each, index) =>
      [...clients, ...clients].map((client) =>
        client.start.mutate({ idempotencyKey: `conversation ${index}` }),
      ),
    )
    const ids = (await Promise.all(starts.flat())).map(({ id }) => id)
    expect(new Set(ids).size).toBe(conversations)
    for (const conversationId of new Set(ids)) {
      const said = async () => {
        const page = await conversation?.messages.query({ conversationId })
        return page?.items.map(({ content }) => content)
      }
      await expect.poll(said, PATIENCE).toEqual([text('Welcome')])
    }
    expect(agent.asked()).toBe(conversations)
  },
)
