import { RunnableWithMessageHistory } from '@langchain/core/runnables'
import { FakeListChatModel } from '@langchain/core/utils/testing' // in place of your model
import { ThreadkeepChatMessageHistory } from '@threadkeep/langchain'
import { getStore } from '@threadkeep/store'

const conversations = getStore().forOwner({ tenantId: 'contoso', userId: 'ada' })
const chat = new RunnableWithMessageHistory({
  runnable: new FakeListChatModel({ responses: ['Where to?'] }),
  getMessageHistory: (sessionId) => new ThreadkeepChatMessageHistory({ conversations, sessionId }),
})
console.log(await chat.invoke('I plan a trip.', { configurable: { sessionId: 'trip-1' } }))
await getStore().close()
