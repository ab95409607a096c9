import { type Spread, spreadOf } from './measure/stats.ts'
import {
  API,
  API_BASELINE,
  BARE_HTTP,
  BARE_RPUSH,
  BASELINE,
  BATCH,
  FAN_OUT,
  JSON_HASH,
  LANGCHAIN,
  LIVE,
  MASTRA,
  ONE_PROCESS,
  STATE_IOREDIS,
  TWO_PROCESSES,
  THREADKEEP as US,
} from './names.ts'
import type { Results } from './results.ts'
import { type At, compare, type Verdict } from './verdict.ts'
import { watchVerdicts } from './watch-targets.ts'

const PEERS = [STATE_IOREDIS, LANGCHAIN, MASTRA, JSON_HASH]

export function verdictsOf(results: Results): Verdict[] {
  const { speed, cost, difference, figure } = compare(results.measurements)
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
  const live = (contestant: string, size: number): At => ({ job: LIVE, contestant, size })
  return [
    {
      topic: 'append',
      promise: 'of the minimal EVALSHA with the same writes, empty history',
      atLeast: 0.8,
      measured: speed(append(US, 0), append(BASELINE, 0)),
    },
    {
      topic: 'append',
      promise: 'at 10,000 messages, of at none',
      atLeast: 0.9,
      measured: speed(append(US, 10_000), append(US, 0)),
    },
    {
      topic: 'append',
      promise: 'CPU of Redis, of a bare RPUSH, at 1,000',
      atMost: 2,
      measured: cost('serverUs', append(US, 1_000), append(BARE_RPUSH, 1_000)),
    },
    {
      topic: 'append',
      promise: 'commands that tell watchers of it, with nobody watching, at 1,000',
      atMost: 2,
      measured: figure('published', append(US, 1_000)),
    },
    {
      topic: 'last 20',
      promise: 'of LRANGE -20 and decode, at 1,000',
      atLeast: 0.8,
      measured: speed(newest(US, 1_000), newest(BASELINE, 1_000)),
    },
    {
      topic: 'last 20',
      promise: 'at 10,000 messages, of at 20',
      atLeast: 0.9,
      measured: speed(newest(US, 10_000), newest(US, 20)),
    },
    ...PEERS.map((peer) => ({
      topic: 'last 20',
      promise: `times ${peer}, at 1,000`,
      atLeast: 20,
      measured: speed(newest(US, 1_000), newest(peer, 1_000)),
    })),
    {
      topic: 'list 20',
      promise: 'of ZREVRANGE of summaries and decode, at 1,000',
      atLeast: 0.6,
      measured: speed(list(US, 1_000), list(BASELINE, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'at 10,000 conversations, of at 20',
      atLeast: 0.9,
      measured: speed(list(US, 10_000), list(US, 20)),
    },
    {
      topic: 'list 20',
      promise: 'beside foreign conversations, of alone, at 1,000',
      atLeast: 0.9,
      measured: speed(list(US, 1_000, 'crowded'), list(US, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'times @mastra/redis alone on its Redis, at 1,000',
      atLeast: 50,
      measured: speed(list(US, 1_000), list(MASTRA, 1_000)),
    },
    {
      topic: 'list 20',
      promise: 'times @mastra/redis beside foreign conversations, at 1,000',
      atLeast: 50,
      measured: speed(list(US, 1_000, 'crowded'), list(MASTRA, 1_000, 'crowded')),
    },
    ...['http send', 'http list'].flatMap((job) => [
      {
        topic: job,
        promise: 'CPU of a bare node:http server, of the API’s, single calls',
        atLeast: 0.35,
        measured: cost('clientUs', http(job, BARE_HTTP), http(job)),
      },
      {
        topic: job,
        promise: 'CPU of a no-op tRPC mutation, of the API’s, single calls',
        atLeast: 0.7,
        measured: cost('clientUs', http('http send', API_BASELINE), http(job)),
      },
      {
        topic: job,
        promise: 'CPU of a single call, of one in a batch of 10',
        atLeast: 2.5,
        measured: cost('clientUs', http(job), http(job, API, BATCH)),
      },
      {
        topic: job,
        promise: 'CPU of a call from two processes, of from one',
        atMost: 1.1,
        measured: cost('clientUs', http(job, API, 1, TWO_PROCESSES), http(job)),
      },
    ]),
    ...[10, 100, 1_000].map((size) => ({
      topic: LIVE,
      promise: `CPU of a bare fan-out for a piece, of the API’s, ${size.toLocaleString('en')} watchers`,
      atLeast: 0.6,
      measured: cost('clientUs', live(FAN_OUT, size), live(API, size)),
    })),
    {
      topic: LIVE,
      promise:
        'ms from the agent’s piece to the watcher’s, above the bare fan-out, 50 replies at once',
      atMost: 5,
      measured: difference('latencyMs', live(API, 1), live(FAN_OUT, 1)),
    },
    ...watchVerdicts(results.watches),
    {
      topic: 'memory',
      promise: 'times the bare list of @chat-adapter/state-ioredis',
      atMost: 1.2,
      measured: memoryRatio(results, STATE_IOREDIS),
    },
  ]
}

function memoryRatio({ memory }: Results, peer: string): Spread | null {
  const bytes = (name: string) =>
    memory.find(({ contestant }) => contestant === name)?.bytesPerConversation
  const ours = bytes(US)
  const theirs = bytes(peer)
  return ours === undefined || theirs === undefined ? null : spreadOf([ours / theirs])
}
