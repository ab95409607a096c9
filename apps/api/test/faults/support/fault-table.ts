import type { Reporter } from 'vitest/node'
import type { FaultResult } from './fault.ts'

const COLUMNS: [title: string, cell: (result: FaultResult) => string | number][] = [
  ['fault', ({ name }) => name],
  ['deadline ms', ({ deadlineMs }) => deadlineMs],
  ['calls', ({ calls }) => calls],
  ['200', ({ succeeded }) => succeeded],
  ['503', ({ rejected }) => rejected],
  ['slowest ms', ({ slowestMs }) => slowestMs],
  ['p99 once established ms', ({ establishedP99Ms }) => establishedP99Ms ?? ''],
  ['lost', ({ lost }) => lost],
  ['doubled', ({ doubled }) => doubled],
  ['time to heal ms', ({ healMs }) => healMs],
  ['/health during it', ({ health }) => health],
  ['memory MiB before, most', ({ memoryMib }) => memoryMib.join(', ')],
]

/** Prints what was measured of every fault, as docs/measurements.md shows it. */
export function createFaultTable(): Reporter {
  return {
    onTestRunEnd(modules) {
      const results = modules
        .flatMap((each) => [...each.children.allTests()])
        .flatMap((test) => test.meta().fault ?? [])
      const [first] = results
      if (first === undefined) return
      const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
      const titles = COLUMNS.map(([title]) => title)
      console.log(`\nSeed of the fault suite: FAULTS_SEED=${first.seed}\n`)
      console.log(row(titles))
      console.log(row(titles.map(() => '---')))
      for (const result of results) {
        console.log(row(COLUMNS.map(([, cell]) => cell(result))))
      }
    },
  }
}
