import type { RunStatus } from '@threadkeep/shared'
import { Counter, Gauge, type Registry } from 'prom-client'

/** `handed_over`: to another server; `lost`: its end could not be stored in time. */
export type RunEndLabel = RunStatus | 'handed_over' | 'lost'

export interface RunMetrics {
  begun(): void
  ended(outcome: RunEndLabel): void
  takenOver(): void
}

export function measureRuns(registry: Registry): RunMetrics {
  const registers = [registry]
  const ended = new Counter({
    name: 'threadkeep_runs_total',
    help: 'Runs of agents that ended here, by how they ended.',
    labelNames: ['outcome'],
    registers,
  })
  const running = new Gauge({
    name: 'threadkeep_runs_running',
    help: 'Runs that this process works on.',
    registers,
  })
  const takeovers = new Counter({
    name: 'threadkeep_run_takeovers_total',
    help: 'Runs taken over from a server that was gone.',
    registers,
  })
  for (const outcome of ['completed', 'failed', 'lost']) ended.inc({ outcome }, 0)
  return {
    begun: () => running.inc(),
    ended(outcome) {
      ended.inc({ outcome })
      running.dec()
    },
    takenOver: () => takeovers.inc(),
  }
}
