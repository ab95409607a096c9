import { Cluster } from 'ioredis'
import type { RedisClient } from './create-client.ts'

/**
 * Called before a command is sent: all that are sent in the same tick then leave in one write. A
 * system call for each would cost both ends more than the commands do.
 */
export function corkWrites(client: RedisClient): () => void {
  if (client instanceof Cluster) return () => {}
  let gathering = false
  return () => {
    if (gathering) return
    gathering = true
    const { stream } = client
    stream.cork()
    process.nextTick(() => {
      gathering = false
      stream.uncork()
    })
  }
}
