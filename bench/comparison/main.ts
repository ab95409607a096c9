// `pnpm bench:comparison`: every cell of docs/comparison.md, measured. `--write-docs` writes them there.
import { readFileSync, writeFileSync } from 'node:fs'
import { historyRows } from './rows/history-rows.ts'
import * as resumable from './rows/resumable-stream.ts'
import { aiSdk, threadkeep } from './rows/resume-and-stop.ts'
import { SUBJECTS } from './subjects/index.ts'

const PAGE = new URL('../../docs/comparison.md', import.meta.url)
const BEGIN = '<!-- Written by `pnpm bench:comparison --write-docs`: begin -->'
const END = '<!-- end -->'
const NO_STREAMS = 'keeps no streams'
const STREAM_ROWS = [
  resumable.durable,
  async () => 'keeps no messages',
  resumable.concurrentWriters,
  resumable.cost,
  resumable.isolation,
  resumable.onCluster,
  resumable.outage,
]

// A peer's connection that is closed may reject what nobody waits for any more.
process.on('unhandledRejection', () => {})

const table = [['', ...SUBJECTS.map(({ name }) => name), 'AI SDK with resumable-stream']]
for (const [index, [name, measure]] of Object.entries(historyRows).entries()) {
  const row = [name]
  for (const subject of SUBJECTS) row.push(await cell(() => measure(subject)))
  row.push(await cell(STREAM_ROWS[index] ?? (async () => '')))
  add(row)
}
add([
  'resume and stop: a reply that is left in the middle',
  await cell(threadkeep),
  NO_STREAMS,
  NO_STREAMS,
  await cell(aiSdk),
])

const text = markdown(table)
console.log(`\n${text}`)
if (process.argv.includes('--write-docs')) writeDocs(text)
process.exit(0)

function add(row: string[]): void {
  console.log(row.join('\n    '))
  table.push(row)
}

/** A row that cannot be measured says why; the others are measured nevertheless. */
async function cell(measure: () => Promise<string>): Promise<string> {
  try {
    return await measure()
  } catch (error) {
    return `fails: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`
  }
}

function markdown([head = [], ...rows]: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function writeDocs(figures: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length)
  const after = page.slice(page.indexOf(END))
  writeFileSync(PAGE, `${before}\n\n${figures}\n\n${after}`)
}
