import { SERVER_NAME } from '../redis/server-traits.ts'

export interface Tally {
  acknowledged: number
  replayed: number
  rejected: number
  /** Connections that were killed while they waited for a replica. */
  killedInWait: number
  lost: number
  doubled: number
}

const ROUNDS = Number(process.env['ROUNDS'] ?? 100)
const SEED = Number(process.env['ROUNDS_SEED'] ?? 1)

/** Runs the rounds of a kind, prints their row of the table of `pnpm test:rounds`, and ends the process. */
export async function runRounds(
  kind: string,
  round: (seed: number, tally: Tally) => Promise<void>,
): Promise<never> {
  const began = performance.now()
  const total: Tally = {
    acknowledged: 0,
    replayed: 0,
    rejected: 0,
    killedInWait: 0,
    lost: 0,
    doubled: 0,
  }
  const bad: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    const before = total.lost + total.doubled
    await round(SEED + n, total)
    if (total.lost + total.doubled > before) bad.push(SEED + n)
  }
  const { acknowledged, replayed, rejected, killedInWait, lost, doubled } = total
  const seconds = Math.round((performance.now() - began) / 1000)
  const counts = [acknowledged, replayed, rejected, killedInWait, lost, doubled, seconds]
  console.log(`| ${[SERVER_NAME, ROUNDS, SEED, kind, ...counts].join(' | ')} |`)
  for (const seed of bad) console.log(`ROUNDS=1 ROUNDS_SEED=${seed}`)
  process.exit(bad.length === 0 ? 0 : 1)
}
