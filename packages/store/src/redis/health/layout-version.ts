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
  /** Why nothing can be served, as of the last probe, in words for an operator. */
  problem(): string | undefined
}

/**
 * One key says for the whole store which layout servers write. It is raised by hand, when no server
 * of the release before runs any more: only then is a layout written that such a server cannot read.
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

  /** An empty Redis has no server of an earlier release beside it. */
  async function introduce(started?: number): Promise<string> {
    const sizes = await call(
      () => Promise.all(nodesOf(client).map((node) => node.dbsize())),
      started,
    )
    const layout = sizes.every((size) => size === 0) ? NEWEST_LAYOUT : OLDEST_LAYOUT
    const isWritten = await write(layout, started, 'NX')
    // Another server may have been quicker.
    return (isWritten && (await call(() => client.get(key), started))) || String(layout)
  }

  /** A server that takes no changes now still answers reads, which need the layout too. */
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
    // One at a time: of two the older might have the last word.
    underWay ??= read(started).finally(() => {
      underWay = undefined
    })
    try {
      known = await underWay
    } catch (error) {
      // A node that rejects the question now takes nothing away from those that serve.
      if (problem !== undefined) known = undefined
      throw error
    }
    return known
  }

  // What is behind a new connection may be another Redis.
  client.on('close', () => {
    known = undefined
  })
  return { current: (started) => known ?? probe(started), probe, problem: () => problem }
}

function mismatch(stored: string): string {
  const shown = /^\d{1,9}$/.test(stored) ? stored : 'unreadable'
  return `The stored layout is ${shown}, this release knows ${OLDEST_LAYOUT} to ${NEWEST_LAYOUT}: see docs/upgrades.md.`
}
