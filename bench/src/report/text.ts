import type { Machine } from '../machine.ts'
import type { Results } from '../results.ts'
import { verdictsOf } from '../targets.ts'
import { isMet, type Verdict } from '../verdict.ts'
import { rounded } from './numbers.ts'
import { textTable } from './table.ts'
import { tablesOf } from './tables.ts'

export const VERDICT_HEADER = ['what must hold', 'goal', 'measured', 'min..max', 'verdict']

/** What a run prints at its end. */
export function textReport(results: Results): string {
  const { machine, rounds, seconds } = results
  const tables = tablesOf(results).map(({ header, rows }) => textTable(header, rows))
  const verdicts = textTable(
    VERDICT_HEADER,
    verdictsOf(results)
      .filter(({ measured }) => measured !== null)
      .map(verdictRow),
  )
  const method = `Medians of ${rounds} alternating rounds; ratios are paired by round. ${seconds} s.`
  return [...tables, verdicts, [...machineLines(machine), method].join('\n')].join('\n\n')
}

export function verdictRow(verdict: Verdict): string[] {
  const { topic, promise, atLeast, atMost, measured } = verdict
  return [
    `${topic}: ${promise}`,
    atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`,
    measured === null ? '' : rounded(measured.median),
    measured === null ? '' : `${rounded(measured.min)}..${rounded(measured.max)}`,
    judgement(verdict),
  ]
}

function judgement(verdict: Verdict): string {
  const { measured, atLeast, atMost } = verdict
  const met = isMet(verdict)
  if (met === null || measured === null) return 'not measured'
  if (met) return 'met'
  const share = Math.abs(measured.median / (atLeast ?? atMost ?? 1) - 1)
  return `missed by ${Math.round(share * 100)} %`
}

export function machineLines(machine: Machine): string[] {
  const versions = Object.entries({
    node: machine.node,
    redis: machine.redis,
    ...machine.packages,
  }).map(([name, version]) => `${name} ${version}`)
  const pinned = machine.pinned
    ? 'Redis pinned to one processor, the client to another'
    : 'nothing pinned (no taskset, or one processor)'
  return [
    `${machine.cpu}, ${machine.cores} processors, ${machine.memoryGb} GB, ${machine.system}, ${machine.measuredAt}`,
    `${versions.join(', ')}; loopback TCP; ${pinned}; load average before the run ${machine.loadBefore.toFixed(1)}`,
  ]
}
