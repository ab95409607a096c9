import { PAGE } from '../contestants/contestant.ts'
import { many, withServers } from '../measure/opened.ts'
import { textOf } from '../plan.ts'
import type { JobContext } from './job.ts'

export interface MemoryUse {
  contestant: string
  /** What `used_memory` grew by, divided by the number of conversations. */
  bytesPerConversation: number
}

const CONVERSATIONS_OF_USER = 10

/** What a conversation of 20 messages takes, each of which was appended by itself. */
export async function memory({ plan, contestants, progress }: JobContext): Promise<MemoryUse[]> {
  const uses: MemoryUse[] = []
  for (const contestant of contestants) {
    progress(`memory: ${contestant.name}`)
    await withServers(async (open) => {
      const { session, redis } = await open(contestant)
      const { append } = session
      if (append === undefined) return
      const fill = (name: string, count: number) =>
        many(count, async (index) => {
          const user = `${name}-${Math.floor(index / CONVERSATIONS_OF_USER)}`
          const id = await session.begin(user, [])
          for (let n = 0; n < PAGE; n += 1) await append(user, id, textOf(n))
        })
      // Buffers, scripts and whatever else is there once.
      await fill('first', 2 * CONVERSATIONS_OF_USER)
      const before = await redis.usedMemory()
      await fill('user', plan.memoryConversations)
      const after = await redis.usedMemory()
      uses.push({
        contestant: contestant.name,
        bytesPerConversation: (after - before) / plan.memoryConversations,
      })
    })
  }
  return uses
}
