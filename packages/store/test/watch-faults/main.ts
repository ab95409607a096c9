/** `pnpm test:watch-faults`, with WATCH_SEED for other moments and WATCH_ONLY for some environments. */
import { createStore } from '../../src/create-store.ts'
import { storeConfig } from '../redis/support.ts'
import { ENVIRONMENTS } from './environments.ts'
import { watchRound } from './rounds.ts'

const seed = Number(process.env['WATCH_SEED'] ?? 1)
const only = process.env['WATCH_ONLY']?.split(',')
/** A group whose master was killed begins anew; the others take a strike in each round. */
const ROUNDS: Readonly<Record<string, number>> = { sentinel: 6, cluster: 6 }
const SIZE = { conversations: 10, watchers: 5, reconnects: 5 }

const total = { reconnects: 0, faults: 0 }
for (const [name, start] of Object.entries(ENVIRONMENTS)) {
  if (only !== undefined && !only.includes(name)) continue
  const rounds = ROUNDS[name] ?? 8
  const sum = { reconnects: 0, events: 0, resets: 0, changes: 0 }
  const faults: string[] = []
  for (let round = 0; round < rounds; round++) {
    await using environment = await start()
    const { address, waitReplicas } = environment
    const open = () => createStore(storeConfig({ address, waitReplicas, commandTimeoutMs: 1000 }))
    const [one, other] = [open(), open()]
    const tally = await watchRound(
      [(owner) => one.forOwner(owner), (owner) => other.forOwner(owner)],
      environment,
      { ...SIZE, seed: seed + 1000 * round },
    )
    await Promise.all([one.close(), other.close()])
    for (const figure of ['reconnects', 'events', 'resets', 'changes'] as const) {
      sum[figure] += tally[figure]
    }
    faults.push(...tally.faults.map((fault) => `round ${round}: ${fault}`))
  }
  console.log(`${name}: ${JSON.stringify({ rounds, ...sum })}, ${faults.length} faults`)
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  total.reconnects += sum.reconnects
  total.faults += faults.length
}
console.log(`${total.reconnects} reconnects, ${total.faults} faults`)
process.exit(total.faults === 0 ? 0 : 1)
