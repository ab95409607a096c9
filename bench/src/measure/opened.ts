import type { Contestant, Session } from '../contestants/contestant.ts'
import { type MeasuredRedis, startMeasuredRedis } from './redis.ts'

/** A contestant at work, on a server of its own. */
export interface Opened {
  readonly contestant: Contestant
  readonly redis: MeasuredRedis
  readonly session: Session
}

export type Open = (contestant: Contestant, start?: () => Promise<MeasuredRedis>) => Promise<Opened>

type Use = <Resource extends AsyncDisposable>(resource: Resource) => Resource

/** Whatever `work` opens or uses is ended when it ends, in whichever way. */
export async function withServers<Result>(
  work: (open: Open, use: Use) => Promise<Result>,
): Promise<Result> {
  const disposables: AsyncDisposable[] = []
  const use: Use = (resource) => {
    disposables.push(resource)
    return resource
  }
  const open: Open = async (contestant, start = startMeasuredRedis) => {
    const redis = use(await start())
    const session = use(await contestant.connect(redis.url))
    return { contestant, redis, session }
  }
  try {
    return await work(open, use)
  } finally {
    for (const each of disposables.reverse()) await each[Symbol.asyncDispose]()
  }
}

const LOADERS = 64

/** Calls `make` for 0, 1, 2 ..., some of them at a time, and keeps the results in order. */
export async function many<Result>(
  count: number,
  make: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const loader = async () => {
    while (next < count) {
      const index = next++
      results[index] = await make(index)
    }
  }
  await Promise.all(Array.from({ length: LOADERS }, loader))
  return results
}

export function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
