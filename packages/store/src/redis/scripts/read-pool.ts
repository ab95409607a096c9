import { Cluster } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { StoreUnavailableError } from '../../errors.ts'
import { errorLabel } from '../connection/classify-error.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { openConnection, type SharedParts } from './open-connection.ts'
import { MAX_OWNER_BYTES, OwnerReads } from './owner-reads.ts'
import type { Script } from './registry.ts'
import type { Reply } from './replies.ts'
import { createScriptRunner, type RunScript } from './runner.ts'

/** An owner's reads use one connection at a time, so other owners have the other one. */
const CONNECTIONS = 2
const REMEMBERED_OWNERS = 10_000

export interface ReadPool {
  /** Runs scripts that only read, whose replies may be large, and whose last argument is the room for them. */
  forOwner(ownerKey: string): RunScript
  /** The time of the last success, by performance.now(). */
  lastSuccessAt(): number | undefined
  close(): void
}

interface Connection {
  client: RedisClient
  run: RunScript
  /** The owners whose reads are on it now. */
  owners: Set<Reads>
}

class Reads extends OwnerReads {
  /** Where those under way are. */
  connection: Connection | undefined
}

/**
 * Connections for large reads. Replies come in the order of their requests, so every caller of a
 * connection waits for a large reply on it. So an owner has one large read in flight; the next ones wait
 * for it, as long as their deadlines allow. How large a reply is only Redis knows: a reply for which there
 * is no room is not sent, and read again when there is. What was learnt from earlier replies would not
 * do: many small ones would make room for as many large ones.
 */
export function createReadPool(shared: SharedParts): ReadPool {
  const { commandTimeoutMs } = shared.config
  const opened = Array.from({ length: CONNECTIONS }, () => {
    const { client, monitor, call } = openConnection(shared)
    const run = createScriptRunner(client, call, 'read')
    return { client, monitor, run, owners: new Set<Reads>() }
  })
  const known = new LRUCache<string, Reads>({ max: REMEMBERED_OWNERS })

  function readsOf(ownerKey: string): Reads {
    const reads = known.get(ownerKey) ?? new Reads()
    known.set(ownerKey, reads)
    return reads
  }

  /** The one with the fewest bytes on the way; the same for all of an owner's reads at a time. */
  function connect(reads: Reads): Connection {
    reads.connection ??= opened.reduce((a, b) => (loadOf(b) < loadOf(a) ? b : a))
    reads.connection.owners.add(reads)
    return reads.connection
  }

  function end(reads: Reads, room: number): void {
    if (reads.end(room)) {
      reads.connection?.owners.delete(reads)
      reads.connection = undefined
    }
    reads.admitWaiting()
  }

  async function run(
    reads: Reads,
    started: number,
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    size?: number,
  ): Promise<Reply> {
    const turn = reads.begin(size, started, commandTimeoutMs)
    const room = typeof turn === 'number' ? turn : await turn
    const isAlone = size !== undefined || room >= MAX_OWNER_BYTES
    const connection = connect(reads)
    const receivedBefore = bytesReceived(connection.client)
    let reply: Reply
    try {
      reply = await connection.run(script, keys, [...args, isAlone ? '' : room], started)
    } catch (error) {
      // A connection that was silent all the time is about to be replaced.
      const isArriving = bytesReceived(connection.client) > receivedBefore
      if (isArriving && error instanceof StoreUnavailableError) {
        void untilReplied(connection.client, keys[0] ?? '', reads, room)
      } else end(reads, room)
      throw error
    }
    const isTooLarge = reply.tag === 'too_large'
    const bytes = isTooLarge ? reply.number(1) : reply.bytes()
    reads.receive(bytes)
    end(reads, room)
    return isTooLarge ? run(reads, started, script, keys, args, bytes) : reply
  }

  /**
   * A reply that came too late for its call is still on its way. If the owner's next read were sent before
   * it, a slow link would fill with pages that nobody waits for, and hold up others for seconds.
   */
  async function untilReplied(
    client: RedisClient,
    key: string,
    reads: Reads,
    room: number,
  ): Promise<void> {
    // Replies come in order, and without a connection none comes.
    const isUnderWay = () =>
      client.exists(key).then(
        () => false,
        (error: Error) => client.status === 'ready' && errorLabel(error) === 'TIMEOUT',
      )
    while (await isUnderWay());
    end(reads, room)
  }

  return {
    forOwner:
      (ownerKey) =>
      (script, keys, args, started = performance.now()) =>
        run(readsOf(ownerKey), started, script, keys, args),
    lastSuccessAt: () => latest(opened.map(({ monitor }) => monitor.lastSuccessAt())),
    close() {
      for (const { monitor } of opened) monitor.close()
    },
  }
}

/** 0 without a connection, and for a cluster, whose nodes have connections of their own. */
function bytesReceived(client: RedisClient): number {
  if (client instanceof Cluster || client.status !== 'ready') return 0
  return client.stream.bytesRead
}

function loadOf({ owners }: Connection): number {
  let bytes = 0
  for (const reads of owners) bytes += reads.load()
  return bytes
}

/** Undefined only if all are. */
export function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (b === undefined || (a ?? 0) > b ? a : b), undefined)
}
