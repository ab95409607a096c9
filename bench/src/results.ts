import type { MemoryUse } from './jobs/memory.ts'
import type { WatchUse } from './jobs/watches.ts'
import type { Machine } from './machine.ts'
import type { Measurement } from './measure/benchmark-case.ts'

/** All of one run: what the table, the JSON and the document are made of. */
export interface Results {
  machine: Machine
  quick: boolean
  rounds: number
  seconds: number
  contestants: { name: string; what: string }[]
  measurements: Measurement[]
  memory: MemoryUse[]
  watches: WatchUse | null
}
