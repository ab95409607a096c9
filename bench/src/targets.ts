import type { Measurement } from './measure/benchmark-case.ts'
import { pairedRatios, type Spread, spreadOf } from './measure/stats.ts'
import {
  API,
  API_BASELINE,
  BASELINE,
  BATCH,
  JSON_HASH,
  LANGCHAIN,
  MASTRA,
  ONE_PROCESS,
  STATE_IOREDIS,
  TWO_PROCESSES,
  THREADKEEP as US,
} from './names.ts'
import type { Results } from './results.ts'

/** Something that must hold, and what was measured of it; null where this run did not measure it. */
export interface Verdict {
  topic: string
  promise: string
  atLeast?: number
  atMost?: number
  ratio: Spread | null
}

interface At {
  job: string
  contestant: string
  size: number
  variant?: string
}

const PEERS = [STATE_IOREDIS, LANGCHAIN, MASTRA, JSON_HASH]

export function verdictsOf(results: Results): Verdict[] {
  const ratio = (one: At, other: At) => ratioOf(results.measurements, one, other)
  const append = (contestant: string, size: number): At => ({ job: 'append', contestant, size })
  const newest = (contestant: string, size: number): At => ({ job: 'last 20', contestant, size })
  const list = (contestant: string, size: number, variant = 'alone'): At => ({
    job: 'list 20',
    contestant,
    size,
    variant,
  })
  const http = (job: string, contestant = API, size = 1, variant = ONE_PROCESS): At => ({
    job,
    contestant,
    size,
    variant,
  })
  return [
    {
      topic: 'append',
      promise: 'of the minimal EVALSHA with the same writes, empty history',
      atLeast: 0.75,
      ratio: ratio(append(US, 0), append(BASELINE, 0)),
    },
    {
      topic: 'append',
      promise: 'at 10,000 messages, of at none',
      atLeast: 0.9,
      ratio: ratio(append(US, 10_000), append(US, 0)),
    },
    {
      topic: 'append',
      promise: 'times @langchain/redis, at 1,000',
      atLeast: 1.5,
      ratio: ratio(append(US, 1_000), append(LANGCHAIN, 1_000)),
    },
    {
      topic: 'append',
      promise: 'times @mastra/redis, at 1,000',
      atLeast: 5,
      ratio: ratio(append(US, 1_000), append(MASTRA, 1_000)),
    },
    {
      topic: 'last 20',
      promise: 'of LRANGE -20 and decode, at 1,000',
      atLeast: 0.8,
      ratio: ratio(newest(US, 1_000), newest(BASELINE, 1_000)),
    },
    {
      topic: 'last 20',
      promise: 'at 10,000 messages, of at 20',
      atLeast: 0.9,
      ratio: ratio(newest(US, 10_000), newest(US, 20)),
    },
    ...PEERS.map((peer) => ({
      topic: 'last 20',
      promise: `times ${peer}, at 1,000`,
      atLeast: 20,
      ratio: ratio(newest(US, 1_000), newest(peer, 1_000)),
    })),
    {
      topic: 'list 20',
      promise: 'of ZREVRANGE of summaries and decode, at 1,000',
      atLeast: 0.6,
      ratio: ratio(list(US, 1_000), list(BASELINE, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'at 10,000 conversations, of at 20',
      atLeast: 0.9,
      ratio: ratio(list(US, 10_000), list(US, 20)),
    },
    {
      topic: 'list 20',
      promise: 'beside foreign conversations, of alone, at 1,000',
      atLeast: 0.9,
      ratio: ratio(list(US, 1_000, 'crowded'), list(US, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'times @mastra/redis alone on its Redis, at 1,000',
      atLeast: 50,
      ratio: ratio(list(US, 1_000), list(MASTRA, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'times @mastra/redis beside foreign conversations, at 1,000',
      atLeast: 50,
      ratio: ratio(list(US, 1_000, 'crowded'), list(MASTRA, 1_000, 'crowded')),
    },
    {
      topic: 'http send',
      promise: 'of a no-op tRPC mutation, single calls',
      atLeast: 0.75,
      ratio: ratio(http('http send'), http('http send', API_BASELINE)),
    },
    {
      topic: 'http list',
      promise: 'of a no-op tRPC mutation, single calls',
      atLeast: 0.7,
      ratio: ratio(http('http list'), http('http send', API_BASELINE)),
    },
    ...['http send', 'http list'].flatMap((job) => [
      {
        topic: job,
        promise: 'calls in batches of 10, of single ones',
        atLeast: 3,
        ratio: ratio(http(job, API, BATCH), http(job)),
      },
      {
        topic: job,
        promise: 'from two processes, of from one',
        atLeast: 1.7,
        ratio: ratio(http(job, API, 1, TWO_PROCESSES), http(job)),
      },
    ]),
    {
      topic: 'memory',
      promise: 'times the bare list of @chat-adapter/state-ioredis',
      atMost: 1.25,
      ratio: memoryRatio(results, STATE_IOREDIS),
    },
  ]
}

export function isMet({ ratio, atLeast, atMost }: Verdict): boolean | null {
  if (ratio === null) return null
  return ratio.median >= (atLeast ?? 0) && ratio.median <= (atMost ?? Number.POSITIVE_INFINITY)
}

function ratioOf(measurements: readonly Measurement[], one: At, other: At): Spread | null {
  const rates = (at: At) => find(measurements, at)?.samples.map((each) => each.callsPerSecond)
  const ours = rates(one)
  const theirs = rates(other)
  if (ours === undefined || theirs === undefined) return null
  return spreadOf(pairedRatios(ours, theirs))
}

function find(measurements: readonly Measurement[], at: At): Measurement | undefined {
  return measurements.find(
    ({ job, contestant, size, variant }) =>
      job === at.job &&
      contestant === at.contestant &&
      size === at.size &&
      variant === (at.variant ?? ''),
  )
}

function memoryRatio({ memory }: Results, peer: string): Spread | null {
  const bytes = (name: string) =>
    memory.find(({ contestant }) => contestant === name)?.bytesPerConversation
  const ours = bytes(US)
  const theirs = bytes(peer)
  return ours === undefined || theirs === undefined ? null : spreadOf([ours / theirs])
}
