// `pnpm --dir bench capacity [conversations ...]`: what conversations take, and whether the model of
// docs/capacity.md says so. By default 100,000; a million takes up to 3 GiB of memory and some minutes.
import { type Measurement, measure } from './measure.ts'
import { fit, predict, type Shape } from './model.ts'
import { costTable, measuredTable, needsTable, SMALL, TYPICAL } from './tables.ts'

/** What the costs are fitted to: small numbers of shapes that differ in each term. */
const CALIBRATION: readonly Shape[] = [
  { ...SMALL, conversations: 4000, messagesPerConversation: 1 },
  { ...SMALL, conversations: 4000 },
  { ...SMALL, conversations: 4000, conversationsPerUser: 2 },
  { ...SMALL, conversations: 4000, conversationsPerUser: 100 },
  { ...SMALL, conversations: 2000, messagesPerConversation: 20 },
  { ...SMALL, conversations: 2000, messagesPerConversation: 20, textBytes: 1000 },
  { ...SMALL, conversations: 4000, textBytes: 1000 },
]
const DEFAULT_CHECKS: readonly Shape[] = [
  { ...TYPICAL, conversations: 20_000 },
  { ...SMALL, conversations: 100_000 },
]

const given = process.argv.slice(2).map(Number)
if (!given.every((count) => Number.isInteger(count) && count > 0)) {
  console.error('usage: pnpm --dir bench capacity [conversations ...]')
  process.exit(2)
}
const checks =
  given.length === 0
    ? DEFAULT_CHECKS
    : given.map((conversations): Shape => ({ ...SMALL, conversations }))

const calibration = await measureAll(CALIBRATION)
const costs = fit(calibration)
const checked = await measureAll(checks)
console.log(costTable(costs))
console.log(measuredTable([...calibration, ...checked], (shape) => predict(shape, costs)))
const largest = checked.reduce((a, b) => (b.bytes > a.bytes ? b : a))
console.log(needsTable((shape) => predict(shape, costs), largest))

/** One after the other: each has the machine for itself. */
async function measureAll(shapes: readonly Shape[]): Promise<Measurement[]> {
  const all: Measurement[] = []
  for (const shape of shapes) {
    const name = `${shape.conversations} conversations`
    all.push(await measure(shape, (done) => process.stderr.write(`\r${name}: ${done}`)))
    process.stderr.write(`\r${name}: done\n`)
  }
  return all
}
