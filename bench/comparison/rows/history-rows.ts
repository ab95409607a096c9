import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startCluster, startProxy, startRedis } from '@threadkeep/store/testing'
import { median, onceBack, outcomeOf, timeOf } from '../measure.ts'
import type { History, Place, Subject } from '../subjects/history.ts'

const WRITER = fileURLToPath(new URL('../writer.ts', import.meta.url))
const WRITERS = 2
const TURNS = 100
const LENGTH = 1000
const REPEATS = 200

/** What a user of the library would see; each starts servers of its own. */
export const historyRows: Record<string, (subject: Subject) => Promise<string>> = {
  'durable: 3 turns, then the process and Redis are killed and started again': durable,
  'exactly once: 20 appends, each reply lost once, each repeated by the caller that got an error':
    lostResponses,
  'concurrent writers: 2 clients, 100 turns of two messages each': concurrentWriters,
  'cost at 1,000 messages: median of an append, and of reading the newest 20': cost,
  'isolation: two users of one session id': isolation,
  'Redis Cluster': onCluster,
  'outage: a read once Redis is gone, and once it is back': outage,
}

async function durable(subject: Subject): Promise<string> {
  await using redis = await startRedis({ appendonly: true, config: { appendfsync: 'always' } })
  const place = placeOn(redis.url)
  await writeAndDie(subject, place)
  await redis.kill()
  await redis.restart()
  const kept = await withHistory(subject, place, (history) => history.newest(100))
  return `${kept.length} of 6 messages are there`
}

async function lostResponses(subject: Subject): Promise<string> {
  await using redis = await startRedis()
  await using proxy = await startProxy(redis)
  const place = placeOn(proxy.url)
  const messages = await withHistory(subject, place, async (history) => {
    await history.append(['first'], 'first')
    for (let n = 0; n < 20; n += 1) {
      const append = () => history.append([`message ${n}`], `append ${n}`)
      proxy.inject({
        kind: 'cut-reply',
        times: 1,
        when: (request) => request.includes(`message ${n}`),
      })
      await untilDone(append)
      proxy.heal()
    }
    return history.newest(100)
  })
  return `${messages.length - 1} messages of 20`
}

async function concurrentWriters(subject: Subject): Promise<string> {
  await using redis = await startRedis()
  const place = placeOn(redis.url)
  const histories = await Promise.all(Array.from({ length: WRITERS }, () => subject.open(place)))
  await Promise.all(histories.map((history, writer) => writeTurns(history, writer)))
  const [history] = histories
  const texts = (await history?.newest(1000)) ?? []
  await Promise.all(histories.map((each) => each.close()))
  const torn = texts.filter(
    (text, index) => text.startsWith('question') && texts[index + 1] !== responseTo(text),
  )
  return `${texts.length} of ${WRITERS * TURNS * 2} messages, ${torn.length} turns torn apart`
}

async function cost(subject: Subject): Promise<string> {
  await using redis = await startRedis()
  await using proxy = await startProxy(redis)
  return await withHistory(subject, placeOn(proxy.url), async (history) => {
    for (let n = 0; n < LENGTH; n += 10) {
      await history.append(
        Array.from({ length: 10 }, () => 'x'.repeat(200)),
        `fill ${n}`,
      )
    }
    const appends: number[] = []
    const reads: number[] = []
    const before = proxy.counters.replyBytes
    for (let n = 0; n < REPEATS; n += 1) reads.push(await timeOf(() => history.newest(20)))
    const bytes = (proxy.counters.replyBytes - before) / REPEATS
    for (let n = 0; n < REPEATS; n += 1) {
      appends.push(await timeOf(() => history.append(['x'.repeat(200)], `measured ${n}`)))
    }
    return `append ${ms(appends)}, read ${ms(reads)} and ${Math.round(bytes / 1024)} KiB`
  })
}

async function isolation(subject: Subject): Promise<string> {
  await using redis = await startRedis()
  const place = placeOn(redis.url)
  await withHistory(subject, place, (history) => history.append(['a secret of Ada'], 'first'))
  const grace = { ...place, user: 'grace' }
  const seen = await withHistory(subject, grace, (history) => history.newest(20))
  return seen.length === 0 ? 'the other user sees nothing' : `the other user reads: ${seen.join()}`
}

async function onCluster(subject: Subject): Promise<string> {
  if (!subject.usesRedis) return 'needs no Redis'
  await using cluster = await startCluster()
  const place = { ...placeOn(cluster.url), cluster: true }
  const outcome = await outcomeOf(async () => {
    const kept = await withHistory(subject, place, async (history) => {
      await history.append(['question', 'answer'], 'first')
      return history.newest(20)
    })
    return kept.length
  }, 10_000)
  return outcome.startsWith('returns 2 ') ? `works${subject.onCluster ?? ''}` : outcome
}

async function outage(subject: Subject): Promise<string> {
  if (!subject.usesRedis) return 'needs no Redis'
  const redis = await startRedis()
  const history = await subject.open(placeOn(redis.url))
  await history.append(['question'], 'first')
  await redis.kill()
  const read = () => history.newest(20)
  const outcome = `${await outcomeOf(read, 10_000)}${await onceBack(redis, read)}`
  await history.close()
  await redis.stop()
  return outcome
}

function placeOn(redisUrl: string): Place {
  return { redisUrl, cluster: false, user: 'ada', session: `session-${randomUUID()}` }
}

async function withHistory<Result>(
  subject: Subject,
  place: Place,
  act: (history: History) => Promise<Result>,
): Promise<Result> {
  const history = await subject.open(place)
  try {
    return await act(history)
  } finally {
    await history.close()
  }
}

/** As a caller does that was told of an error. */
async function untilDone(act: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      await act()
      return
    } catch {
      await delay(50)
    }
  }
  throw new Error('an append failed 20 times')
}

async function writeTurns(history: History, writer: number): Promise<void> {
  for (let n = 0; n < TURNS; n += 1) {
    const question = `question ${writer}.${n}`
    await history.append([question, responseTo(question)], question)
  }
}

function responseTo(question: string): string {
  return question.replace('question', 'answer')
}

async function writeAndDie(subject: Subject, place: Place): Promise<void> {
  const child = fork(WRITER, [subject.name, JSON.stringify(place)])
  await once(child, 'message')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function ms(times: readonly number[]): string {
  return `${median(times).toFixed(2)} ms`
}
