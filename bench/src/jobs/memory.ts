import { startClient } from '../client/client-process.ts'
import { CONCURRENCY } from '../plan.ts'
import { using } from '../process/using.ts'
import type { JobContext } from './job.ts'

export interface MemoryUse {
  contestant: string
  /** What `used_memory` grew by, divided by the number of conversations. */
  bytesPerConversation: number
}

/** Until buffers, scripts and whatever else is there once are there. */
const FIRST_CONVERSATIONS = 20

/** What a conversation of 20 messages takes. */
export async function memory({ plan, contestants, progress }: JobContext): Promise<MemoryUse[]> {
  const uses: MemoryUse[] = []
  for (const contestant of contestants) {
    progress(`memory: ${contestant.name}`)
    await using(async (use) => {
      const { redis, can, load } = await use(await startClient(contestant)).open()
      if (!can('append')) return
      const conversations = await load('conversations', 0, plan)
      const fill = (calls: number) =>
        conversations.run({ callers: CONCURRENCY.change, calls, ms: Number.POSITIVE_INFINITY })
      await fill(FIRST_CONVERSATIONS)
      const before = await redis.usedMemory()
      await fill(plan.memoryConversations)
      const after = await redis.usedMemory()
      uses.push({
        contestant: contestant.name,
        bytesPerConversation: (after - before) / plan.memoryConversations,
      })
    })
  }
  return uses
}
