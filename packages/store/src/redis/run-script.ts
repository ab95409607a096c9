import type { Call } from './caller.ts'
import type { RedisClient } from './connect.ts'
import { decodeReply, type Reply } from './replies.ts'
import type { Script } from './scripts.ts'

export type RunScript = (
  script: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<Reply>

/** Scripts by their digest; a server that does not know one yet (new, flushed) is sent its text. */
export function createScriptRunner(client: RedisClient, call: Call): RunScript {
  return async (script, keys, args) => {
    const raw = await call(async () => {
      try {
        return await client.evalsha(script.sha, script.keys, ...keys, ...args)
      } catch (error) {
        if (!isUnknownScript(error)) throw error
        return client.eval(script.source, script.keys, ...keys, ...args)
      }
    })
    return decodeReply(script.name, raw)
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}
