import type { Measurement, Sample } from '../measure/benchmark-case.ts'
import type { Results } from '../results.ts'
import { figure, rounded } from './numbers.ts'

export interface Table {
  title: string
  header: string[]
  rows: string[][]
}

/** `client`: who asks Redis, which over HTTP is the API process. */
const headerOf = (client: string) => [
  'calls/s',
  'min..max',
  'Redis us',
  'in script us',
  `${client} us`,
  'commands',
  'bytes in',
  'bytes out',
]

/** One table for each job, in the order in which they were measured. */
export function tablesOf({ measurements, memory }: Results): Table[] {
  const jobs = [...new Set(measurements.map(({ job }) => job))]
  const tables = jobs.map((job) => ({
    title: job,
    header: [job, ...headerOf(job.startsWith('http') ? 'API' : 'client')],
    rows: measurements.filter((each) => each.job === job).map(row),
  }))
  if (memory.length === 0) return tables
  return [...tables, memoryTable(memory)]
}

function row(measurement: Measurement): string[] {
  const rate = figure(measurement, 'callsPerSecond')
  const median = (name: keyof Sample) => rounded(figure(measurement, name).median)
  return [
    labelOf(measurement),
    rounded(rate.median),
    `${rounded(rate.min)}..${rounded(rate.max)}`,
    median('serverUs'),
    median('scriptUs'),
    median('clientUs'),
    median('commands'),
    median('bytesIn'),
    median('bytesOut'),
  ]
}

function labelOf({ contestant, job, size, variant }: Measurement): string {
  const count = size.toLocaleString('en')
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
