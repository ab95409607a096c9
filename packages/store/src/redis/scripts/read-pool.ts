import { Cluster } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { StoreUnavailableError } from '../../errors.ts'
import { errorLabel } from '../connection/classify-error.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { openConnection, type SharedParts } from './open-connection.ts'
import type { Script } from './registry.ts'
import type { Reply } from './replies.ts'
import { createScriptRunner, type RunScript } from './runner.ts'

/** An owner's reads use one connection at a time, so other owners have the other one. */
const CONNECTIONS = 2
/** Bytes that one owner may have on the way. A single reply may be larger. */
const MAX_OWNER_BYTES = 512 * 1024
/**
 * The expected size of an owner's first reply. The largest, because replies that were sent for
 * together would all be under way before the first shows how large they are.
 */
const FIRST_GUESS_BYTES = MAX_OWNER_BYTES
/** The expected size falls by this factor with each smaller reply. */
const DECAY = 0.9
const REMEMBERED_OWNERS = 10_000
const BUSY = 'other reads of the owner took until the deadline'

export interface ReadPool {
  /** Runs scripts that only read, and whose replies may be large. */
  forOwner(ownerKey: string): RunScript
  /** The time of the last success, by performance.now(). */
  lastSuccessAt(): number | undefined
  close(): void
}

interface Connection {
  client: RedisClient
  run: RunScript
  /** The owners whose reads are on it now. */
  owners: Set<OwnerReads>
}

interface OwnerReads {
  underWay: number
  /** The size to expect of the next reply. */
  expectedBytes: number
  /** The size of the last reply. Before the first, what is expected. */
  lastBytes: number
  connection: Connection | undefined
  /** In the order of their calls. Each admits one. */
  waiting: Set<() => void>
}

/**
 * Connections for large reads. Replies come in the order of their requests, so every caller of a
 * connection waits for a large reply on it. An owner whose replies are large has one read in flight;
 * the next ones wait for it, as long as their deadlines allow.
 */
export function createReadPool(shared: SharedParts): ReadPool {
  const { commandTimeoutMs } = shared.config
  const opened = Array.from({ length: CONNECTIONS }, () => {
    const { client, monitor, call } = openConnection(shared)
    const run = createScriptRunner(client, call, 'read')
    return { client, monitor, run, owners: new Set<OwnerReads>() }
  })
  const known = new LRUCache<string, OwnerReads>({ max: REMEMBERED_OWNERS })

  function readsOf(ownerKey: string): OwnerReads {
    const reads = known.get(ownerKey) ?? {
      underWay: 0,
      expectedBytes: FIRST_GUESS_BYTES,
      lastBytes: FIRST_GUESS_BYTES,
      connection: undefined,
      waiting: new Set(),
    }
    known.set(ownerKey, reads)
    return reads
  }

  /** The one with the fewest bytes on the way; the same for all of an owner's reads at a time. */
  function connect(reads: OwnerReads): Connection {
    reads.connection ??= opened.reduce((a, b) => (loadOf(b) < loadOf(a) ? b : a))
    reads.connection.owners.add(reads)
    return reads.connection
  }

  function end(reads: OwnerReads): void {
    reads.underWay -= 1
    if (reads.underWay === 0) {
      reads.connection?.owners.delete(reads)
      reads.connection = undefined
    }
    for (const admit of reads.waiting) {
      if (!hasRoom(reads)) break
      reads.underWay += 1
      admit()
    }
  }

  /** The deadline is the call's: while Redis hangs, each would else add the ones before to its own. */
  function turn(reads: OwnerReads, started: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer)
        reads.waiting.delete(admit)
        resolve()
      }
      const timer = setTimeout(
        () => {
          reads.waiting.delete(admit)
          reject(new StoreUnavailableError('not_applied', BUSY))
        },
        started + commandTimeoutMs - performance.now(),
      )
      reads.waiting.add(admit)
    })
  }

  async function run(
    reads: OwnerReads,
    started: number,
    ...call: [script: Script, keys: readonly string[], args: readonly (string | number)[]]
  ): Promise<Reply> {
    if (reads.waiting.size === 0 && hasRoom(reads)) reads.underWay += 1
    else await turn(reads, started)
    const connection = connect(reads)
    const receivedBefore = bytesReceived(connection.client)
    try {
      const reply = await connection.run(...call, started)
      reads.lastBytes = reply.size
      reads.expectedBytes = Math.max(reply.size, reads.expectedBytes * DECAY)
      end(reads)
      return reply
    } catch (error) {
      const [, [key = '']] = call
      // A connection that was silent all the time is about to be replaced.
      const isArriving = bytesReceived(connection.client) > receivedBefore
      if (isArriving && error instanceof StoreUnavailableError) {
        void untilReplied(connection.client, key, reads)
      } else end(reads)
      throw error
    }
  }

  /**
   * A reply that came too late for its call is still on its way. If the owner's next read were sent before
   * it, a slow link would fill with pages that nobody waits for, and hold up others for seconds.
   */
  async function untilReplied(client: RedisClient, key: string, reads: OwnerReads): Promise<void> {
    // Replies come in order, and without a connection none comes.
    const isUnderWay = () =>
      client.exists(key).then(
        () => false,
        (error: Error) => client.status === 'ready' && errorLabel(error) === 'TIMEOUT',
      )
    while (await isUnderWay());
    end(reads)
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

function hasRoom({ underWay, expectedBytes }: OwnerReads): boolean {
  return underWay === 0 || (underWay + 1) * expectedBytes <= MAX_OWNER_BYTES
}

/**
 * By the last replies: by what is expected of them, a few owners who have read little would seem as much
 * as a large page, and the next one would wait behind that.
 */
function loadOf({ owners }: Connection): number {
  let bytes = 0
  for (const { underWay, lastBytes } of owners) bytes += underWay * lastBytes
  return bytes
}

/** Undefined only if all are. */
export function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (b === undefined || (a ?? 0) > b ? a : b), undefined)
}
