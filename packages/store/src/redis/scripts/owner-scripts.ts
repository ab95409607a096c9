import { DataLossError } from '../../errors.ts'
import type { StoreObserver } from '../../store-events.ts'
import { WrongTypeError } from '../connection/classify-error.ts'
import type { OwnerKeys } from '../keys.ts'
import { SCRIPTS, type Script } from './registry.ts'
import { NewerLayoutError, type Reply } from './replies.ts'
import type { RunScript } from './runner.ts'

export interface Runners {
  read: RunScript
  /** For reads whose replies may be large. */
  readLarge: RunScript
  /** For changes that callers rely on; may wait for replicas. */
  change: RunScript
  /** For changes that need not be on replicas when they are acknowledged. */
  unreplicated: RunScript
  /**
   * For a reply that acknowledges an earlier change again; waits for replicas as the change did.
   */
  getAppendResult: RunScript
}

/** Runs one owner's scripts. `args` gets the layout to write. */
export interface OwnerScripts {
  read(script: Script, keys: string[], args: Args, started?: number): Promise<Reply>
  /** A read whose reply may be large. */
  readLarge(script: Script, keys: string[], args: Args, started?: number): Promise<Reply>
  /** A change. Publishes a notice for this owner's watchers. */
  change(script: Script, keys: string[], args: Args, started?: number): Promise<Reply>
  /** One that need not be on replicas when it is acknowledged. */
  notify(script: Script, keys: string[], args: Args, started?: number): Promise<Reply>
  getAppendResult(script: Script, keys: string[], args: Args, started?: number): Promise<Reply>
}

/** Where scripts publish notices of an owner's changes; see lib/notices.lua. */
export interface NoticeTarget {
  publish: 'PUBLISH' | 'SPUBLISH'
  channel: string
}

/** The layout to write; implemented by health/layout-version.ts. */
export interface CurrentLayout {
  current(started?: number): number | Promise<number>
  probe(): Promise<number>
}

type Args = (layout: number) => (string | number)[]

/**
 * No script runs while an unknown layout is stored. If an owner's shared key has a wrong type,
 * every call would fail: the key is removed, as by an eviction, and the script runs again. A
 * conversation's own key of a wrong type is left as it is.
 */
export function createOwnerScripts(
  keys: OwnerKeys,
  runners: Runners,
  { publish, channel }: NoticeTarget,
  layout: CurrentLayout,
  observe: StoreObserver,
): OwnerScripts {
  async function reset(started: number | undefined): Promise<number> {
    const reply = await runners.read(SCRIPTS.resetWrongTypes, keys.shared, [], started)
    const count = reply.number(1)
    if (count > 0) observe({ type: 'index-repaired', conversations: count })
    return count
  }

  const through =
    (run: RunScript): OwnerScripts['read'] =>
    async (script, scriptKeys, args, started) => {
      const current = layout.current(started)
      const values = args(typeof current === 'number' ? current : await current)
      try {
        return await run(script, scriptKeys, values, started)
      } catch (error) {
        if (!(error instanceof WrongTypeError)) throw lookIfNewer(error)
        if ((await reset(started)) === 0) throw new DataLossError()
      }
      try {
        return await run(script, scriptKeys, values, started)
      } catch (error) {
        throw error instanceof WrongTypeError ? new DataLossError() : lookIfNewer(error)
      }
    }

  /** If the layout was raised since the last probe, all calls are rejected from here on. */
  function lookIfNewer(error: unknown): unknown {
    if (error instanceof NewerLayoutError) layout.probe().catch(() => undefined)
    return error
  }

  const telling =
    (run: OwnerScripts['read']): OwnerScripts['read'] =>
    (script, scriptKeys, args, started) =>
      run(script, scriptKeys, (version) => [...args(version), channel, publish], started)

  return {
    read: through(runners.read),
    readLarge: through(runners.readLarge),
    change: telling(through(runners.change)),
    notify: telling(through(runners.unreplicated)),
    getAppendResult: through(runners.getAppendResult),
  }
}
