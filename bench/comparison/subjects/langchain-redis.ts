import { HumanMessage } from '@langchain/core/messages'
import { RedisChatMessageHistory } from '@langchain/redis'
import { createClient, createCluster } from 'redis'
import type { Subject } from './history.ts'

export const langchainRedis: Subject = {
  name: '@langchain/redis history',
  usesRedis: true,
  onCluster: ', on a cluster client of node-redis that is given an `isReady`',
  async open({ redisUrl, cluster, session }) {
    const client = cluster
      ? createCluster({ rootNodes: [{ url: redisUrl }] })
      : createClient({ url: redisUrl })
    // Without a listener an error of the connection would end the process.
    client.on('error', () => {})
    await client.connect()
    // It asks for `isReady`, which node-redis' cluster client does not have.
    if (cluster) Object.defineProperty(client, 'isReady', { value: true })
    const history = new RedisChatMessageHistory({ sessionId: session, client })
    return {
      append: (texts) => history.addMessages(texts.map((text) => new HumanMessage(text))),
      async newest(count) {
        const messages = await history.getMessages()
        return messages.slice(-count).map(({ content }) => String(content))
      },
      close: () => client.disconnect(),
    }
  },
}
