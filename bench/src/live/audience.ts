import { setTimeout } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'
import { serveProcedures } from '../process/serve.ts'
import { type SpeakingAgent, startAgent } from './agent.ts'
import type { AudienceProcedures, Heard, Reply } from './audience-process.ts'
import { openWatcher, type Watcher } from './watcher.ts'

/*
 * The agent and those who watch, in one process, so that one clock says when a piece was said and when
 * it came.
 */
/** A busy machine makes a run slow, and not wrong. */
const PATIENCE_MS = 60_000

let agent: SpeakingAgent | undefined
let open: Watcher[] = []
let latencies: number[] = []
let expected = 0
let onHeard = () => {}
let onEnd = () => {}

const procedures: AudienceProcedures = {
  async startAgent() {
    agent = await startAgent()
    return agent.url
  },
  async watch(addresses, atATime) {
    let next = 0
    const opener = async () => {
      for (let address = addresses[next++]; address !== undefined; address = addresses[next++]) {
        open.push(await openWatcher(address, heardNow, () => onEnd()))
      }
    }
    await Promise.all(Array.from({ length: atATime }, opener))
  },
  async hear(reply) {
    return hear(reply)
  },
  async stall() {
    open[0]?.stall()
  },
  async close() {
    for (const watcher of open) watcher.close()
    open = []
  },
}
serveProcedures(procedures)

function heardNow(saidAt: number): void {
  latencies.push(performance.now() - saidAt)
  if (latencies.length === expected) onHeard()
}

/**
 * Asks for the replies, spread over one interval, and ends them when every watcher has heard every
 * piece.
 */
async function hear({ asks, pieces, everyMs, characters, listeners }: Reply): Promise<Heard> {
  if (agent === undefined) throw new Error('nobody speaks')
  agent.say({ pieces, everyMs, characters })
  latencies = []
  expected = pieces * listeners
  for (const watcher of open) watcher.begin(characters)
  const heard = new Promise<void>((resolve) => {
    onHeard = resolve
  })
  const ended = new Promise<void>((resolve) => {
    let left = listeners
    onEnd = () => {
      left -= 1
      if (left === 0) resolve()
    }
  })
  const started = performance.now()
  await Promise.all(asks.map((ask, index) => askLater(ask, (index * everyMs) / asks.length)))
  await orMissed(heard)
  const ms = performance.now() - started
  agent.end()
  await orMissed(ended)
  latencies.sort((a, b) => a - b)
  return {
    ms,
    pieces: latencies.length,
    complete: open.filter(({ seen }) => seen.isEnded && seen.pieces === pieces).length,
    medianMs: latencies[Math.floor(latencies.length / 2)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
  }
}

async function orMissed(heard: Promise<void>): Promise<void> {
  const timedOut = setTimeout(PATIENCE_MS, 'missed', { ref: false })
  if ((await Promise.race([heard, timedOut])) === 'missed') {
    throw new Error(`watchers heard ${latencies.length} pieces of ${expected}`)
  }
}

async function askLater({ url, headers, body }: Reply['asks'][number], ms: number): Promise<void> {
  await setTimeout(ms)
  const method: Dispatcher.HttpMethod = 'POST'
  const { statusCode, body: response } = await request(url, { method, headers, body })
  const text = await response.text()
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${text}`)
}
