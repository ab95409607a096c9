import type { WatchUse } from '../jobs/watches.ts'
import type { Measurement, Sample } from '../measure/benchmark-case.ts'
import { LIVE } from '../names.ts'
import type { Results } from '../results.ts'
import { figure, rounded } from './numbers.ts'

export interface Table {
  title: string
  header: string[]
  rows: string[][]
}

interface Column {
  header: string
  figure: keyof Sample
}

/** `client`: who asks Redis, which over HTTP is the API process. */
const columnsOf = (client: string): Column[] => [
  { header: 'Redis us', figure: 'serverUs' },
  { header: 'in script us', figure: 'scriptUs' },
  { header: `${client} us`, figure: 'clientUs' },
  { header: 'commands', figure: 'commands' },
  { header: 'bytes in', figure: 'bytesIn' },
  { header: 'bytes out', figure: 'bytesOut' },
]

/** Per piece that came to a watcher. */
const LIVE_COLUMNS: Column[] = [
  { header: 'ms to the watcher', figure: 'latencyMs' },
  { header: 'server us', figure: 'clientUs' },
  { header: 'Redis us', figure: 'serverUs' },
  { header: 'commands', figure: 'commands' },
]

/** One table for each job, in the order in which they were measured. */
export function tablesOf({ measurements, memory, watches }: Results): Table[] {
  const jobs = [...new Set(measurements.map(({ job }) => job))]
  const tables: Table[] = jobs.map((job) => {
    const isLive = job === LIVE
    const columns = isLive ? LIVE_COLUMNS : columnsOf(job.startsWith('http') ? 'API' : 'client')
    const rate = isLive ? 'pieces/s' : 'calls/s'
    return {
      title: job,
      header: [job, rate, 'min..max', ...columns.map(({ header }) => header)],
      rows: measurements.filter((each) => each.job === job).map((each) => row(each, columns)),
    }
  })
  if (memory.length > 0) tables.push(memoryTable(memory))
  if (watches !== null) tables.push(watchesTable(watches))
  return tables
}

function row(measurement: Measurement, columns: readonly Column[]): string[] {
  const rate = figure(measurement, 'callsPerSecond')
  return [
    labelOf(measurement),
    rounded(rate.median),
    `${rounded(rate.min)}..${rounded(rate.max)}`,
    ...columns.map((column) => rounded(figure(measurement, column.figure).median)),
  ]
}

function labelOf({ contestant, job, size, variant }: Measurement): string {
  const count = size.toLocaleString('en')
  if (job === LIVE)
    return `${contestant}, ${count} ${size === 1 ? 'watcher' : 'watchers'} of each reply`
  if (job.startsWith('http')) {
    return `${contestant}, ${variant}, ${size === 1 ? 'single calls' : `batches of ${count}`}`
  }
  if (job === 'start' || job === 'set status') return contestant
  return [contestant, `at ${count}`, variant].join(' ').trimEnd()
}

function memoryTable(memory: Results['memory']): Table {
  return {
    title: 'memory',
    header: ['memory', 'bytes a conversation'],
    rows: memory.map(({ contestant, bytesPerConversation }) => [
      contestant,
      rounded(bytesPerConversation),
    ]),
  }
}

function watchesTable(use: WatchUse): Table {
  const rows: [what: string, value: number][] = [
    ['open watches of one process', use.watches],
    ['resident memory of each, bytes', use.bytesEach],
    ['objects of each, bytes', use.objectBytesEach],
    ['memory of Redis for each, bytes', use.redisBytesEach],
    ['of them on one conversation', use.together],
    ['of which were sent every piece', use.complete],
    ['seconds until a reader that stops reading is cut off', use.cutOffSeconds],
    ['ms to the other watchers before it stops', use.latencyMs],
    ['ms to the other watchers since', use.latencyBesideStalledMs],
  ]
  return {
    title: 'watches',
    header: ['watches', 'measured'],
    rows: rows.map(([what, value]) => [what, rounded(value)]),
  }
}
