import { faultSuite } from './support/fault-suite.ts'
import { inRandomOrder } from './support/random-sequence.ts'
import { LONG } from './support/settings.ts'

faultSuite('faults in random order', [
  {
    name: 'random faults, overlapping',
    refused: 'some',
    health: 'either',
    durationMs: LONG ? 60_000 : 5000,
    arrange: inRandomOrder,
  },
])
