import { Agent, run } from '@openai/agents'
import { assistantMessage, ScriptedModel } from '@openai/agents/testing' // in place of a model
import { ThreadkeepSession } from '@threadkeep/openai-agents'
import { getStore } from '@threadkeep/store'

const conversations = getStore().forOwner({ tenantId: 'contoso', userId: 'ada' })
const session = new ThreadkeepSession({ conversations, sessionId: 'trip-2' })
const model = new ScriptedModel([[assistantMessage('Where to?')]])
await run(new Agent({ name: 'Guide', model }), 'I plan a trip.', { session })
console.log(await session.getItems())
await getStore().close()
