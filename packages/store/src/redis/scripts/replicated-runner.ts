import { type ChainableCommander, Cluster } from 'ioredis'
import type { Demand } from '../connection/breaker.ts'
import { errorLabel } from '../connection/classify-error.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { openConnection, type SharedParts } from './open-connection.ts'
import { SCRIPTS } from './registry.ts'
import { decodeReply, type Reply } from './replies.ts'
import { type RunScript, scriptTarget, withSourceIfUnknown } from './runner.ts'

/**
 * WAIT blocks its connection, so changes have connections of their own and reads never queue behind
 * them.
 */
const CONNECTIONS = 8
/** How late the reply to a WAIT may come. */
const LATE_MS = 120

/** The change is on the master, but too few replicas confirmed it. */
export class NotReplicatedError extends Error {
  /** `errorCode`: the code of the server's error, if WAIT failed. */
  constructor(errorCode?: string) {
    super(`Too few replicas have the change${errorCode === undefined ? '' : `: ${errorCode}`}`)
    this.name = 'NotReplicatedError'
  }
}

/**
 * ioredis does not follow redirections of a pipeline whose commands failed with different errors.
 */
export class SlotMovedError extends Error {
  constructor() {
    super('The slot has moved to another master')
    this.name = 'SlotMovedError'
  }
}

export interface ReplicatedRunner {
  /**
   * Runs scripts that are acknowledged only when `config.waitReplicas` replicas have everything
   * that the reply rests on. A repeat of an applied change waits for them too. `marker`: a hash in
   * the slot of the scripts' keys (lua/upkeep/write-marker.lua). `demand`: `write` for scripts that
   * change nothing, because the marker is written.
   */
  forMarker(marker: string, demand: 'write' | 'grow'): RunScript
  close(): void
}

export function createReplicatedRunner(shared: SharedParts): ReplicatedRunner {
  const { config } = shared
  const connections = Array.from({ length: CONNECTIONS }, () => ({
    ...openConnection(shared),
    underWay: 0,
  }))
  const deadlineMs = config.commandTimeoutMs

  /**
   * Half a deadline, so that there is time for a retry. The last attempt waits less, so that the
   * call ends with the server's reply and not with its own timeout: a server checks WAIT timeouts
   * ten times a second.
   */
  function waitMs(started: number): number {
    const left = started + deadlineMs - LATE_MS - performance.now()
    return Math.max(1, Math.floor(Math.min(deadlineMs / 2, left)))
  }

  async function replicated(
    client: RedisClient,
    pipeline: ChainableCommander,
    marker: string,
    started: number,
  ): Promise<unknown> {
    const { source } = SCRIPTS.writeMarker
    // One pipeline, so that in a cluster all commands go to the node that has the keys.
    const results = await pipeline
      .eval(source, 1, marker)
      .wait(config.waitReplicas, waitMs(started))
      .exec()
    const [change, ...confirmation] = results ?? []
    const [failed] = change ?? []
    const error = failed ?? confirmation.find(([each]) => each)?.[0]
    if (error && client instanceof Cluster && /^(MOVED|ASK) /.test(error.message)) {
      client.refreshSlotsCache()
      throw new SlotMovedError()
    }
    // If the change itself was rejected, nothing was changed. If a later command was, the change
    // was made.
    if (!failed && error?.name === 'ReplyError') throw new NotReplicatedError(errorLabel(error))
    if (error) throw error
    if (!(Number(confirmation[1]?.[1]) >= config.waitReplicas)) throw new NotReplicatedError()
    return change?.[1]
  }

  async function run(
    marker: string,
    demand: Demand,
    ...[script, keys, args, started = performance.now()]: Parameters<RunScript>
  ): Promise<Reply> {
    const connection = connections.reduce((a, b) => (b.underWay < a.underWay ? b : a))
    const { client, call } = connection
    const send = (add: (pipeline: ChainableCommander) => ChainableCommander) => () =>
      replicated(client, add(client.pipeline()), marker, started)
    connection.underWay += 1
    try {
      const raw = await call(
        () =>
          withSourceIfUnknown(
            send((pipeline) => pipeline.evalsha(script.sha, script.keys, ...keys, ...args)),
            send((pipeline) => pipeline.eval(script.source, script.keys, ...keys, ...args)),
          ),
        started,
        scriptTarget(client, script, marker, demand),
      )
      return decodeReply(script.name, raw)
    } finally {
      connection.underWay -= 1
    }
  }

  return {
    forMarker: (marker, demand) => (script, keys, args, started) =>
      run(marker, demand, script, keys, args, started),
    close() {
      for (const { monitor } of connections) monitor.close()
    },
  }
}
