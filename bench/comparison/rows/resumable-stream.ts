import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startCluster, startRedis } from '@threadkeep/store/testing'
import { Cluster, type Redis } from 'ioredis'
import { createClient } from 'redis'
import { createResumableStreamContext as createOnIoredis } from 'resumable-stream/ioredis'
import { createResumableStreamContext, type ResumableStreamContext } from 'resumable-stream/redis'
import { onceBack, outcomeOf, timeOf } from '../measure.ts'

const PRODUCER = fileURLToPath(new URL('../producer.ts', import.meta.url))
const PIECES = 1000
const STREAMS = 20

/** Beside `historyRows`, for a library that keeps the pieces of a stream and no messages. */
export async function durable(): Promise<string> {
  await using redis = await startRedis({ appendonly: true })
  const id = randomUUID()
  const producer = fork(PRODUCER, [redis.url, id])
  await once(producer, 'message')
  producer.kill('SIGKILL')
  await once(producer, 'exit')
  await using context = await connect(redis.url)
  const outcome = await outcomeOf(
    async () => readAll(await context.resumeExistingStream(id)),
    15_000,
  )
  return `keeps no messages; a stream whose server died: resuming it ${outcome}`
}

export async function concurrentWriters(): Promise<string> {
  await using redis = await startRedis()
  await using first = await connect(redis.url)
  await using second = await connect(redis.url)
  const id = randomUUID()
  let made = 0
  const make = () => {
    made += 1
    return pieces(20, 20)
  }
  const streams = await Promise.all([first, second].map((each) => each.resumableStream(id, make)))
  const texts = await Promise.all(streams.map(readAll))
  const same = texts[0] === texts[1] ? 'the same' : 'another'
  return `keeps no messages; 2 servers, one stream: ${made} made it, both read ${same} text`
}

export async function cost(): Promise<string> {
  await using redis = await startRedis()
  await using writer = await connect(redis.url)
  await using reader = await connect(redis.url)
  const id = randomUUID()
  const stream = await writer.createNewResumableStream(id, () => openEnded(PIECES))
  void readAll(stream)
  await delay(500)
  const first = async () => {
    const resumed = await reader.resumeExistingStream(id)
    await resumed?.getReader().read()
  }
  return `keeps no messages; resuming behind ${PIECES} pieces: ${(await timeOf(first)).toFixed(2)} ms`
}

export async function isolation(): Promise<string> {
  await using redis = await startRedis()
  await using ada = await connect(redis.url)
  await using grace = await connect(redis.url)
  const id = randomUUID()
  void readAll(await ada.createNewResumableStream(id, () => pieces(50, 20)))
  const stolen = await readAll(await grace.resumeExistingStream(id))
  return stolen === '' ? 'others read nothing' : 'any client with the stream id reads it'
}

export async function onCluster(): Promise<string> {
  await using cluster = await startCluster()
  await using context = await connect(cluster.url)
  const failed = await failuresOn(context)
  await using onIoredis = connectCluster(cluster.url)
  const failedOnIoredis = await failuresOn(onIoredis)
  return `of ${STREAMS} streams, ${failed} fail with \`MOVED\` on clients of one node, ${failedOnIoredis} on ioredis' cluster client, which its types do not name`
}

async function failuresOn(context: ResumableStreamContext): Promise<number> {
  let failed = 0
  for (let n = 0; n < STREAMS; n += 1) {
    const make = () => pieces(2, 1)
    const stream = context.createNewResumableStream(randomUUID(), make)
    const outcome = await outcomeOf(async () => readAll(await stream), 2000)
    if (!outcome.includes('piece 2')) failed += 1
  }
  return failed
}

export async function outage(): Promise<string> {
  const redis = await startRedis()
  const context = await connect(redis.url)
  await redis.kill()
  const resume = () => context.resumeExistingStream('any')
  const outcome = `${await outcomeOf(resume, 10_000)}${await onceBack(redis, resume)}`
  await context[Symbol.asyncDispose]()
  await redis.stop()
  return outcome
}

export type Connected = ResumableStreamContext & AsyncDisposable

export async function connect(url: string): Promise<Connected> {
  const clients = [createClient({ url }), createClient({ url })] as const
  for (const client of clients) {
    client.on('error', () => {})
    await client.connect()
  }
  const [publisher, subscriber] = clients
  const context = createResumableStreamContext({ waitUntil: null, publisher, subscriber })
  return {
    ...context,
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.disconnect()
    },
  }
}

function connectCluster(url: string): Connected {
  const { hostname: host, port } = new URL(url)
  const clients = [1, 2].map(() => new Cluster([{ host, port: Number(port) }]))
  const [publisher, subscriber]: readonly object[] = clients
  if (!isAccepted(publisher) || !isAccepted(subscriber)) throw new Error('not clients of ioredis')
  const context = createOnIoredis({ waitUntil: null, publisher, subscriber })
  return {
    ...context,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect()
    },
  }
}

/** It tells a client of ioredis by this method; its types name `Redis` alone. */
function isAccepted(client: object | undefined): client is Redis {
  return client !== undefined && 'defineCommand' in client
}

export function pieces(count: number, everyMs: number): ReadableStream<string> {
  let n = 0
  return new ReadableStream({
    async pull(controller) {
      await delay(everyMs)
      n += 1
      controller.enqueue(`piece ${n} `)
      if (n === count) controller.close()
    },
  })
}

/** So many pieces of 200 characters at once; then it stays open. */
function openEnded(count: number): ReadableStream<string> {
  return new ReadableStream({
    start(controller) {
      for (let n = 0; n < count; n += 1) controller.enqueue('x'.repeat(200))
    },
  })
}

export async function readAll(stream: ReadableStream<string> | null | undefined): Promise<string> {
  let text = ''
  for await (const piece of stream ?? []) text += piece
  return text
}
