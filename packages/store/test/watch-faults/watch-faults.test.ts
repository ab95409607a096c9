import { expect, test } from 'vitest'
import { createStore } from '../../src/create-store.ts'
import { storeConfig } from '../redis/support.ts'
import { ENVIRONMENTS } from './environments.ts'
import { watchRound } from './rounds.ts'

/* One small round each; `pnpm test:watch-faults` has the many, and failovers. */

test.each(['notices dropped', 'killed', 'frozen'])(
  'watchers that reconnect see everything once: %s',
  async (name) => {
    await using environment = await ENVIRONMENTS[name]?.()
    if (environment === undefined) throw new Error('no such environment')
    const { address, waitReplicas } = environment
    const open = () => createStore(storeConfig({ address, waitReplicas, commandTimeoutMs: 1000 }))
    const [one, other] = [open(), open()]
    const size = { conversations: 3, watchers: 3, reconnects: 5, seed: 1 }
    const tally = await watchRound(
      [(owner) => one.forOwner(owner), (owner) => other.forOwner(owner)],
      environment,
      size,
    )
    await Promise.all([one.close(), other.close()])
    expect(tally.faults).toEqual([])
    expect(tally.reconnects).toBeGreaterThan(20)
  },
)
