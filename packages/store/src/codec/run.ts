import {
  RUN_FAILURES,
  RUN_STATUSES,
  type Run,
  type RunFailure,
  type RunStatus,
} from '@threadkeep/shared'
import { toIsoTime } from './iso-time.ts'

/** A run as both backends store it. Times are in milliseconds since 1970. */
export interface RunRecord {
  /** The id of the message that it works on; of a greeting, the conversation's. */
  id: string
  /** The seq of that message; 0 for a greeting. */
  seq: number
  status: RunStatus
  attempt: number
  startedAt: number
  /** 0 while it is running. */
  endedAt: number
  leaseUntil: number
  token: string
  /** When it was asked to stop, or 0. */
  stopAt: number
  reason: RunFailure | undefined
  /** How the run before it ended, for watchers that were not told before this one began. */
  before: Run | undefined
}

export function newRun({ id, seq, at, token, leaseUntil, before }: NewRun): RunRecord {
  return {
    id,
    seq,
    status: 'running',
    attempt: 1,
    startedAt: at,
    endedAt: 0,
    leaseUntil,
    token,
    stopAt: 0,
    reason: undefined,
    before: before && toRun(before),
  }
}

interface NewRun extends Pick<RunRecord, 'id' | 'seq' | 'token' | 'leaseUntil'> {
  at: number
  before?: RunRecord | undefined
}

export function isGreeting({ seq }: RunRecord): boolean {
  return seq === 0
}

const ROW = /^(\S+) (\d+) (\w+) (\d+) (\d+) (\d+) (\d+) (\S+) (\d+) (\w*) ?(\S*)$/

/** A row as lib/runs.lua describes it; null if it cannot be read. */
export function decodeRun(row: string): RunRecord | null {
  const [
    ,
    id,
    seq,
    statusText,
    attempt,
    startedAt,
    endedAt,
    leaseUntil,
    token,
    stopAt,
    reason,
    before,
  ] = ROW.exec(row) ?? []
  const status = statusOf(statusText)
  if (id === undefined || token === undefined || status === undefined) return null
  return {
    id,
    seq: Number(seq),
    status,
    attempt: Number(attempt),
    startedAt: Number(startedAt),
    endedAt: Number(endedAt),
    leaseUntil: Number(leaseUntil),
    token,
    stopAt: Number(stopAt),
    reason: reasonOf(reason),
    before: decodeEndedRun(before),
  }
}

function decodeEndedRun(text = ''): Run | undefined {
  const [id = '', statusText, attempt, startedAt, endedAt, reason] = text.split(',')
  const status = statusOf(statusText)
  if (status === undefined) return undefined
  const times = { startedAt: Number(startedAt), endedAt: Number(endedAt) }
  return toRun({ id, status, attempt: Number(attempt), ...times, reason: reasonOf(reason) })
}

function statusOf(text: string | undefined): RunStatus | undefined {
  return RUN_STATUSES.find((each) => each === text)
}

function reasonOf(text: string | undefined): RunFailure | undefined {
  return RUN_FAILURES.find((each) => each === text)
}

type RunOutcome = Pick<RunRecord, 'id' | 'status' | 'attempt' | 'startedAt' | 'endedAt' | 'reason'>

export function toRun({ id, status, attempt, startedAt, endedAt, reason }: RunOutcome): Run {
  return {
    id,
    status,
    attempt,
    startedAt: toIsoTime(startedAt),
    endedAt: endedAt === 0 ? null : toIsoTime(endedAt),
    ...(reason !== undefined && { reason }),
  }
}
