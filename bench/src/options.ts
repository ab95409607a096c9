import { parseArgs } from 'node:util'

export const JOBS = [
  'append',
  'newest',
  'list',
  'changes',
  'memory',
  'cluster',
  'api',
  'live',
  'watches',
] as const
/** Those that have goals to meet. */
const QUICK_JOBS = ['append', 'newest', 'list', 'memory', 'api', 'live', 'watches'] as const
export type JobName = (typeof JOBS)[number]

export interface Options {
  quick: boolean
  peers: boolean
  writeDocs: boolean
  jobs: readonly JobName[]
  rounds: number | undefined
}

export const USAGE = `pnpm bench [--quick] [--job <name>]... [--rounds <n>] [--without-peers] [--write-docs]
  --quick          the jobs that have goals, less of each, in three minutes
  --job            only these: ${JOBS.join(', ')}
  --rounds         alternating rounds of each job
  --without-peers  Threadkeep and the baselines alone; nothing is installed
  --write-docs     write docs/benchmarks.md and its plots`

export class UsageError extends Error {}

export function parseOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        job: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        'without-peers': { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
      },
    })
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
    if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
      throw new UsageError('--rounds takes a number above 0')
    }
    return {
      quick: values.quick,
      peers: !values['without-peers'],
      writeDocs: values['write-docs'],
      jobs: values.job?.map(jobNamed) ?? (values.quick ? QUICK_JOBS : JOBS),
      rounds,
    }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(String(error))
  }
}

function jobNamed(name: string): JobName {
  const job = JOBS.find((each) => each === name)
  if (job === undefined) throw new UsageError(`there is no job ${name}`)
  return job
}
