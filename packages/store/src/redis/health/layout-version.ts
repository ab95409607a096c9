import type { RedisStoreConfig } from '../../config.ts'
import { StoreUnavailableError } from '../../errors.ts'
import { NEWEST_LAYOUT, OLDEST_LAYOUT } from '../../rules/layouts.ts'
import type { CallTarget } from '../connection/breaker.ts'
import { nodesOf } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import type { Execute } from '../connection/execute-with-retry.ts'
import { layoutKey } from '../keys.ts'

/** Which layout this server writes, and whether it knows the one that is stored. */
export interface LayoutCheck {
  /**
   * The layout to write. Read from Redis once for each connection; until then a promise. Rejects with
   * StoreUnavailableError while a layout is stored that this release does not know.
   */
  current(started?: number): number | Promise<number>
  /** Reads it again. */
  probe(started?: number): Promise<number>
  /** Why no call can be served, as of the last probe, for operators. */
  problem(): string | undefined
}

/**
 * One key holds the layout that all servers write. It is raised by hand, once no server of the
 * previous release runs any more: only then is a layout written that such a server cannot read.
 */
export function createLayoutCheck(
  client: RedisClient,
  call: Execute,
  { layout: raiseTo, keyPrefix }: Pick<RedisStoreConfig, 'layout' | 'keyPrefix'>,
): LayoutCheck {
  const key = layoutKey(keyPrefix)
  const target: CallTarget = { demand: 'read', node: () => key }
  let known: number | undefined
  let problem: string | undefined
  let underWay: Promise<number> | undefined

  async function read(started?: number): Promise<number> {
    const stored =
      (await call(() => client.get(key), started, target)) ?? (await introduce(started))
    const layout = /^\d{1,9}$/.test(stored) ? Number(stored) : Number.NaN
    problem = layout >= OLDEST_LAYOUT && layout <= NEWEST_LAYOUT ? undefined : mismatch(stored)
    if (problem !== undefined) throw new StoreUnavailableError('not_applied', problem)
    if (raiseTo === undefined || raiseTo <= layout) return layout
    return (await write(raiseTo, started)) ? raiseTo : layout
  }

  /** Sets the initial layout. With an empty Redis no server of an earlier release can run. */
  async function introduce(started?: number): Promise<string> {
    const sizes = await call(
      () => Promise.all(nodesOf(client).map((node) => node.dbsize())),
      started,
    )
    const layout = sizes.every((size) => size === 0) ? NEWEST_LAYOUT : OLDEST_LAYOUT
    const isWritten = await write(layout, started, 'NX')
    // Another server may have written it first.
    return (isWritten && (await call(() => client.get(key), started))) || String(layout)
  }

  /**
   * Returns false if the server rejects writes now: reads are still served, and need the layout
   * too.
   */
  async function write(layout: number, started?: number, mode?: 'NX'): Promise<boolean> {
    try {
      const value = String(layout)
      await call(() => (mode ? client.set(key, value, mode) : client.set(key, value)), started)
      return true
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      return false
    }
  }

  async function probe(started?: number): Promise<number> {
    // One at a time: of two concurrent reads the older might finish last.
    underWay ??= read(started).finally(() => {
      underWay = undefined
    })
    try {
      known = await underWay
    } catch (error) {
      // A rejection by one node does not affect the others.
      if (problem !== undefined) known = undefined
      throw error
    }
    return known
  }

  // A new connection may lead to another Redis.
  client.on('close', () => {
    known = undefined
  })
  return { current: (started) => known ?? probe(started), probe, problem: () => problem }
}

function mismatch(stored: string): string {
  const shown = /^\d{1,9}$/.test(stored) ? stored : 'unreadable'
  return `The stored layout is ${shown}, this release knows ${OLDEST_LAYOUT} to ${NEWEST_LAYOUT}: see docs/upgrades.md.`
}
