import { LRUCache } from 'lru-cache'
import { StoreUnavailableError } from '../../errors.ts'
import { errorLabel } from '../connection/classify-error.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { openConnection, type SharedParts } from './open-connection.ts'
import { ANY_ROOM, MAX_OWNER_BYTES, OwnerReads, type Turn } from './owner-reads.ts'
import type { Script } from './registry.ts'
import type { Reply } from './replies.ts'
import { createScriptRunner, type RunScript } from './runner.ts'

/** An owner's reads use one connection at a time, so other owners have the other one. */
const CONNECTIONS = 2
const REMEMBERED_OWNERS = 10_000

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

  function end(reads: Reads, turn: Turn): void {
    if (reads.end(turn)) {
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
    bytes: number | undefined,
  ): Promise<Reply> {
    const begun = reads.begin(bytes, started, commandTimeoutMs)
    const turn = begun instanceof Promise ? await begun : begun
    const connection = connect(reads)
    let reply: Reply
    try {
      reply = await connection.run(script, keys, argsWithRoom(script, args, turn), started)
    } catch (error) {
      // Given up, its reply may be on the way all the same.
      if (error instanceof StoreUnavailableError && error.outcome === 'unknown') {
        void untilReplied(connection.client, keys[0] ?? '', reads, turn)
      } else end(reads, turn)
      throw error
    }
    const isTooLarge = reply.tag === 'too_large'
    const size = isTooLarge ? reply.number(1) : reply.bytes()
    reads.receive(size)
    end(reads, turn)
    if (!isTooLarge) return reply
    // It may grow meanwhile, but the third time it has all the room there is.
    const next = bytes === undefined ? size : MAX_OWNER_BYTES
    return run(reads, started, script, keys, args, next)
  }

  /**
   * A reply that came too late for its call is still on its way. If the owner's next read were sent before
   * it, a slow link would fill with pages that nobody waits for, and hold up others for seconds.
   */
  async function untilReplied(
    client: RedisClient,
    key: string,
    reads: Reads,
    turn: Turn,
  ): Promise<void> {
    // Replies come in order, and without a connection none comes.
    const isUnderWay = () =>
      client.exists(key).then(
        () => false,
        (error: Error) => client.status === 'ready' && errorLabel(error) === 'TIMEOUT',
      )
    while (await isUnderWay());
    end(reads, turn)
  }

  return {
    forOwner:
      (ownerKey) =>
      (script, keys, args, started = performance.now()) =>
        run(
          readsOf(ownerKey),
          started,
          script,
          keys,
          args,
          script.hasRoom ? undefined : MAX_OWNER_BYTES,
        ),
    lastSuccessAt: () => latest(opened.map(({ monitor }) => monitor.lastSuccessAt())),
    close() {
      for (const { monitor } of opened) monitor.close()
    },
  }
}

function argsWithRoom(
  { hasRoom }: Script,
  args: readonly (string | number)[],
  { room }: Turn,
): readonly (string | number)[] {
  if (!hasRoom) return args
  return [...args, room < MAX_OWNER_BYTES ? room : ANY_ROOM]
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
