// Other workspaces compile this file without the declarations of cluster-key-slot.
/// <reference path="../redis/health/cluster-key-slot.d.ts" />
import keySlot from 'cluster-key-slot'
import { Cluster, type Redis } from 'ioredis'
import { StoreUnavailableError } from '../errors.ts'
import { nodesOf } from '../redis/connection/connection-monitor.ts'
import { isPermissionError } from '../redis/connection/permission-error.ts'
import type { AdminConnection } from './connection.ts'

/** How many keys one SCAN looks at: well under a millisecond of Redis. */
const KEYS_PER_SCAN = 100
/** A cluster that changes more often than this while it is scanned is not at rest. */
const MOST_PASSES = 10

export interface ScanProgress {
  /** About how many keys were looked at. */
  scanned: number
  /** How many there are, as of the beginning; over several passes their sum. */
  total: number
}

export interface KeyScan {
  /**
   * Pages of the keys that match: each key that is there all the time at least once. A failover or a
   * slot that moves may hide keys from SCAN, so after one every master is scanned again from the start.
   */
  pages(pattern: string): AsyncGenerator<string[], void, undefined>
  readonly progress: Readonly<ScanProgress>
  /** Keys that were met on a master which does not have their slot: they are on no page. */
  readonly strays: ReadonlySet<string>
}

export function createKeyScan({ client, call, callUnless }: AdminConnection): KeyScan {
  const strays = new Set<string>()
  const progress: ScanProgress = { scanned: 0, total: 0 }

  async function* scanNode(node: Redis, pattern: string) {
    const isGone = () => !nodesOf(client).includes(node)
    const patient = callUnless(isGone)
    let cursor = '0'
    do {
      const [next, keys] = await patient(() =>
        node.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_PER_SCAN),
      )
      progress.scanned += KEYS_PER_SCAN
      cursor = next
      const own = keys.filter((key) => !isStray(node, key))
      for (const key of keys) {
        if (!own.includes(key)) strays.add(key)
      }
      yield own
    } while (cursor !== '0')
  }

  /** What is left of a slot that moved, or moves now: no client is led to it here. */
  function isStray({ options }: Redis, key: string): boolean {
    if (!(client instanceof Cluster)) return false
    const master = client.slots[keySlot(key)]?.[0]
    return master !== undefined && master !== `${options.host}:${options.port}`
  }

  async function* scanAll(pattern: string) {
    for (const node of nodesOf(client)) {
      try {
        yield* scanNode(node, pattern)
      } catch (error) {
        // A master that is none any more: its keys are found in the next pass.
        if (!(error instanceof StoreUnavailableError) || nodesOf(client).includes(node)) throw error
      }
    }
  }

  /** Who the masters are, and which slots each has. */
  async function topology(): Promise<string> {
    return call(async () => {
      const runs = await Promise.all(nodesOf(client).map(runId))
      const slots = client instanceof Cluster ? await nodesOf(client)[0]?.cluster('SLOTS') : ''
      return JSON.stringify([runs.sort(), slots])
    })
  }

  return {
    progress,
    strays,
    async *pages(pattern) {
      for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
        const before = await topology()
        const sizes = await call(() => Promise.all(nodesOf(client).map((node) => node.dbsize())))
        progress.total = progress.scanned + sizes.reduce((sum, size) => sum + size, 0)
        yield* scanAll(pattern)
        if ((await topology()) === before) return
      }
      throw new StoreUnavailableError('not_applied', 'the masters keep changing')
    },
  }
}

/** Changes with every restart and failover; '' where it may not be asked for. */
async function runId(node: Redis): Promise<string> {
  try {
    return /^run_id:(\w+)/m.exec(await node.info('server'))?.[1] ?? ''
  } catch (error) {
    if (error instanceof Error && isPermissionError(error.message)) return ''
    throw error
  }
}
