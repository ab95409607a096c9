import { Cluster } from 'ioredis'
import type { RedisClient } from './create-client.ts'

/**
 * Corks the socket until the end of the tick, so that all commands of one tick leave in one write.
 * A system call for each would cost both ends more than the command.
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
