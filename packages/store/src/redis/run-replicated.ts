import { type ChainableCommander, Cluster } from 'ioredis'
import type { RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../observer.ts'
import { createCaller } from './caller.ts'
import { callerOptions, connect, type RedisClient } from './connect.ts'
import { createLink } from './link.ts'
import { decodeReply } from './replies.ts'
import { type RunScript, withSourceIfUnknown } from './run-script.ts'

/**
 * WAIT blocks the connection that it is sent on, so changes have connections of their own, and
 * reads never queue behind them.
 */
const CONNECTIONS = 8

/** The change is on the master, and too few replicas have said that they have it. */
export class NotReplicatedError extends Error {
  constructor() {
    super('Too few replicas have the change')
    this.name = 'NotReplicatedError'
  }
}

/** Redirections of a pipeline whose commands failed differently are left to us. */
export class SlotMovedError extends Error {
  constructor() {
    super('The slot has moved to another master')
    this.name = 'SlotMovedError'
  }
}

/**
 * Runs scripts that are acknowledged only when `config.waitReplicas` replicas have what they
 * wrote. A repeat that finds its change applied waits for the replicas all the same.
 */
export function createReplicatedRunner(
  config: RedisStoreConfig,
  observe: StoreObserver,
): { run: RunScript; close(): void } {
  const connections = Array.from({ length: CONNECTIONS }, () => {
    const client = connect(config)
    const link = createLink(client, (event) => {
      // Coming and going is told by the store's other connection already.
      if (event.type !== 'connection') observe(event)
    })
    return { client, link, call: createCaller(link, callerOptions(config)), underWay: 0 }
  })
  // Half, so that within one deadline there is time for another try.
  const waitMs = Math.ceil(config.commandTimeoutMs / 2)

  async function replicated(client: RedisClient, pipeline: ChainableCommander): Promise<unknown> {
    // In one pipeline, so that in a cluster both go to the node that has the keys.
    const [change, wait] = (await pipeline.wait(config.waitReplicas, waitMs).exec()) ?? []
    const error = change?.[0] ?? wait?.[0]
    if (error && client instanceof Cluster && /^(MOVED|ASK) /.test(error.message)) {
      client.refreshSlotsCache()
      throw new SlotMovedError()
    }
    if (error) throw error
    if (Number(wait?.[1]) < config.waitReplicas) throw new NotReplicatedError()
    return change?.[1]
  }

  return {
    async run(script, keys, args, started) {
      const connection = connections.reduce((a, b) => (b.underWay < a.underWay ? b : a))
      const { client, call } = connection
      connection.underWay += 1
      try {
        const raw = await call(
          () =>
            withSourceIfUnknown(
              () =>
                replicated(
                  client,
                  client.pipeline().evalsha(script.sha, script.keys, ...keys, ...args),
                ),
              () =>
                replicated(
                  client,
                  client.pipeline().eval(script.source, script.keys, ...keys, ...args),
                ),
            ),
          started,
        )
        return decodeReply(script.name, raw)
      } finally {
        connection.underWay -= 1
      }
    },
    close() {
      for (const { link } of connections) link.close()
    },
  }
}
