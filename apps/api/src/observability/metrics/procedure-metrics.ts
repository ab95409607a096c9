import type { ErrorReason } from '@threadkeep/shared'
import { Counter, Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS } from './latency-buckets.ts'

export type CallOutcome = 'ok' | ErrorReason

export interface ProcedureMetrics {
  /** `procedure` is one of the router's, so that other requested names never become labels. */
  ended(procedure: string, outcome: CallOutcome, ms: number): void
}

/** Counters used by alerts exist from the start: one that first appears at 1 has not increased. */
const ALERTED_ON: readonly CallOutcome[] = ['ok', 'STORE_UNAVAILABLE', 'DATA_LOSS', 'INTERNAL']

/** Counts calls of procedures, each call of a batch, by tRPC and by REST. */
export function measureProcedures(
  registry: Registry,
  procedures: readonly string[],
): ProcedureMetrics {
  const registers = [registry]
  const calls = new Counter({
    name: 'threadkeep_requests_total',
    help: 'Calls of procedures by how they ended: ok, or the reason of the error.',
    labelNames: ['procedure', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'threadkeep_request_duration_seconds',
    help: 'How long calls of procedures took, errors included.',
    labelNames: ['procedure'],
    buckets: LATENCY_BUCKETS,
    registers,
  })
  for (const procedure of procedures) {
    for (const outcome of ALERTED_ON) calls.inc({ procedure, outcome }, 0)
    durations.zero({ procedure })
  }
  return {
    ended(procedure, outcome, ms) {
      calls.inc({ procedure, outcome })
      durations.observe({ procedure }, ms / 1000)
    },
  }
}
