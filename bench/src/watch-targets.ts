import type { WatchUse } from './jobs/watches.ts'
import { spreadOf } from './measure/stats.ts'
import type { Verdict } from './verdict.ts'

export function watchVerdicts(watches: WatchUse | null): Verdict[] {
  const measured = (of: (use: WatchUse) => number) =>
    watches === null ? null : spreadOf([of(watches)])
  const topic = 'watches'
  return [
    {
      topic,
      promise: 'KB of memory of each of 5,000 on one process',
      atMost: 40,
      measured: measured(({ bytesEach }) => bytesEach / 1024),
    },
    {
      topic,
      promise: 'of 1,000 on one conversation, the share that is sent every piece',
      atLeast: 1,
      measured: measured(({ complete, together }) => complete / together),
    },
    {
      topic,
      promise: 'seconds until a reader that stops reading is cut off',
      atMost: 60,
      measured: measured(({ cutOffSeconds }) => cutOffSeconds),
    },
    {
      topic,
      promise: 'ms that it costs the other watchers',
      atMost: 5,
      measured: measured((use) => use.latencyBesideStalledMs - use.latencyMs),
    },
  ]
}
