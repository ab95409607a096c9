import { type AudienceProcedures, startAudience } from '../live/audience-process.ts'
import { PIECE_CHARACTERS } from '../live/piece.ts'
import { type LiveServer, openApi, openFanOut } from '../live/servers.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { LIVE } from '../names.ts'
import type { Plan } from '../plan.ts'
import type { Child } from '../process/child.ts'
import { using } from '../process/using.ts'
import type { Job } from './job.ts'

/** Slower than the 50 ms within which the API gathers pieces, so that each is an event for both. */
const EVERY_MS = 100
/** Connections that are opened at a time. */
const AT_A_TIME = 64

/** Replies while they are written: to one watcher of each, and to as many as may share one. */
export const live: Job = ({ plan, progress }) =>
  using(async (use) => {
    const audience = use(await startAudience())
    const agentUrl = await audience.ask('startAgent')
    const cases: BenchmarkCase[] = []
    for (const open of [openApi, openFanOut]) {
      const opened = await open(use, agentUrl)
      for (const size of plan.liveWatchers) {
        progress(`live: opening ${opened.name}, ${size}`)
        cases.push(await liveCase(audience, opened, size, plan))
      }
    }
    return measureInRounds(cases, plan, progress)
  })

/** A call is one piece that came to one watcher. */
async function liveCase(
  audience: Child<AudienceProcedures>,
  { name, server, redis, stages }: LiveServer,
  size: number,
  plan: Plan,
): Promise<BenchmarkCase> {
  const replies = Math.min(plan.liveReplies, Math.ceil(plan.liveStreams / size))
  const listeners = replies * size
  const stagesOf = await stages(replies)
  const asks = stagesOf.map(({ ask }) => ask)
  const watches = stagesOf.flatMap(({ watch }) => Array<typeof watch>(size).fill(watch))
  return {
    job: LIVE,
    size,
    variant: '',
    contestant: name,
    redis,
    load: { callers: replies, calls: Number.POSITIVE_INFINITY, ms: plan.liveMs },
    async prepare() {
      await audience.ask('close')
      await audience.ask('watch', watches, AT_A_TIME)
    },
    async run({ calls, ms }) {
      const pieces = Math.max(1, Math.ceil(Math.min(calls / listeners, ms / EVERY_MS)))
      const cpuBefore = await server.cpuUs()
      const heard = await audience.ask('hear', {
        asks,
        pieces,
        everyMs: EVERY_MS,
        characters: PIECE_CHARACTERS,
        listeners,
      })
      const cpuUs = (await server.cpuUs()) - cpuBefore
      if (heard.complete < listeners) {
        throw new Error(
          `${name}: ${heard.complete} of ${listeners} heard each piece once, and the end`,
        )
      }
      return { calls: heard.pieces, ms: heard.ms, cpuUs, latencyMs: heard.medianMs }
    },
  }
}
