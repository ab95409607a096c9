import { setTimeout as pause } from 'node:timers/promises'
import { type AudienceProcedures, startAudience } from '../live/audience-process.ts'
import { PIECE_CHARACTERS } from '../live/piece.ts'
import { type LiveServer, openApi, type Stage } from '../live/servers.ts'
import type { Child } from '../process/child.ts'
import { using } from '../process/using.ts'
import type { JobContext } from './job.ts'

export interface WatchUse {
  watches: number
  /** What the process's resident memory, and the objects in it, grew by for each. */
  bytesEach: number
  objectBytesEach: number
  /** What Redis's memory grew by for each. */
  redisBytesEach: number
  /** Watchers of one conversation that were sent every piece of a reply, of so many. */
  complete: number
  together: number
  /** Since a reader stopped reading. */
  cutOffSeconds: number
  /** From the agent's piece to the other watchers', before that and after it. */
  latencyMs: number
  latencyBesideStalledMs: number
}

/**
 * Which share of as many watches are open before memory is measured: until buffers, code and the young
 * generation are there.
 */
const FIRST_SHARE = 0.2
const AT_A_TIME = 64
const EVERY_MS = 100
const PIECES = 20
const LARGE = { pieces: 64, characters: 32_768 }
const OTHERS = 10
const CUT_OFF_MS = 90_000

/** What many open watches cost one process, and whether a reader that stops is anybody's cost. */
export function watches({ plan, progress }: JobContext): Promise<WatchUse> {
  return using(async (use) => {
    progress('watches: starting')
    const audience = use(await startAudience())
    const api = await openApi(use, await audience.ask('startAgent'))
    const alone = Math.ceil(plan.watches * 0.8)
    const together = plan.watches - alone
    const first = Math.ceil(plan.watches * FIRST_SHARE)
    const [shared, ...others] = await api.stages(1 + first + alone)
    if (shared === undefined) throw new Error('nothing to watch')
    const open = (stages: readonly Stage[]) =>
      audience.ask(
        'watch',
        stages.map(({ watch }) => watch),
        AT_A_TIME,
      )

    await open(others.slice(0, first))
    const before = await memoryOf(api)
    progress(`watches: opening ${plan.watches}`)
    await open(others.slice(first))
    await open(Array<Stage>(together).fill(shared))
    const after = await memoryOf(api)
    const each = (name: keyof typeof after) => (after[name] - before[name]) / plan.watches

    progress(`watches: a reply to ${together}`)
    const { complete } = await audience.ask('hear', {
      asks: [shared.ask],
      pieces: PIECES,
      everyMs: EVERY_MS,
      characters: PIECE_CHARACTERS,
      listeners: together,
    })
    await audience.ask('close')
    return {
      watches: plan.watches,
      bytesEach: each('resident'),
      objectBytesEach: each('objects'),
      redisBytesEach: each('redis'),
      complete,
      together,
      ...(await stalled(api, audience, { plan, progress })),
    }
  })
}

async function memoryOf({ server, redis }: LiveServer) {
  const { rss, heapUsed, external } = await server.memory()
  return { resident: rss, objects: heapUsed + external, redis: await redis.usedMemory() }
}

/** Some watchers of one conversation, of which the first stops reading. */
async function stalled(
  api: LiveServer,
  audience: Child<AudienceProcedures>,
  { plan, progress }: Pick<JobContext, 'plan' | 'progress'>,
) {
  const [stage] = await api.stages(1)
  if (stage === undefined) throw new Error('nothing to watch')
  await isOpen(api, 0)
  await audience.ask('watch', Array(1 + OTHERS).fill(stage.watch), 1)
  const hearOne = (listeners: number) =>
    audience.ask('hear', {
      asks: [stage.ask],
      ...LARGE,
      everyMs: plan.largePiecesMs,
      listeners,
    })
  const hear = async (listeners: number) => {
    const medians: number[] = []
    for (let reply = 0; reply < plan.largeReplies; reply += 1) {
      medians.push((await hearOne(listeners)).medianMs)
    }
    return Math.min(...medians)
  }
  progress('watches: a reader that stops reading')
  const latencyMs = await hear(1 + OTHERS)
  const stalledAt = performance.now()
  await audience.ask('stall')
  const latencyBesideStalledMs = await hear(OTHERS)
  // The system gives a socket more room than these replies, where the reader was quick before.
  while ((await openWatches(api)) > OTHERS && performance.now() - stalledAt < CUT_OFF_MS) {
    await hearOne(OTHERS)
  }
  await isOpen(api, OTHERS)
  const cutOffSeconds = (performance.now() - stalledAt) / 1000
  return { cutOffSeconds, latencyMs, latencyBesideStalledMs }
}

async function openWatches({ server }: LiveServer): Promise<number> {
  const metrics = await (await fetch(`${server.origin}/metrics`)).text()
  return Number(/^threadkeep_watches_open (\d+)$/m.exec(metrics)?.[1])
}

/** Waits until the API has so many watches open. */
async function isOpen(api: LiveServer, watches: number): Promise<void> {
  const deadline = performance.now() + CUT_OFF_MS
  while (performance.now() < deadline) {
    if ((await openWatches(api)) === watches) return
    await pause(100)
  }
  throw new Error(`there are not ${watches} watches open`)
}
