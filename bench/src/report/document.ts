import type { Results } from '../results.ts'
import { verdictsOf } from '../targets.ts'
import { plotsOf } from './plots.ts'
import { markdownTable } from './table.ts'
import { tablesOf } from './tables.ts'
import { machineLines, VERDICT_HEADER, verdictRow } from './text.ts'

const BEGIN = '<!-- Written by `pnpm bench --write-docs`: begin -->'
const END = '<!-- Written by `pnpm bench --write-docs`: end -->'

/** The document with this run's figures between its marks; what people wrote around them stays. */
export function withFigures(document: string, results: Results): string {
  const begin = document.indexOf(BEGIN)
  const end = document.indexOf(END)
  if (begin < 0 || end < begin) throw new Error('the document has lost its marks')
  return `${document.slice(0, begin)}${BEGIN}\n\n${figures(results)}\n\n${document.slice(end)}`
}

function figures(results: Results): string {
  const { machine, rounds, seconds, quick } = results
  const run = `${quick ? 'A quick run' : 'A full run'} of ${rounds} alternating rounds, ${seconds} s.`
  return [
    bullets([...machineLines(machine), run]),
    '## What must hold',
    markdownTable(VERDICT_HEADER, verdictsOf(results).map(verdictRow)),
    ...plotsOf(results.measurements).map(({ file, title }) => `![${title}](benchmarks/${file})`),
    '## All figures',
    ...tablesOf(results).map(({ header, rows }) => markdownTable(header, rows)),
    '## Who is measured',
    bullets(results.contestants.map(({ name, what }) => `**${name}**: ${what}.`)),
  ].join('\n\n')
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}
