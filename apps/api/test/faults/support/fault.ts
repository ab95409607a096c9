import type { Redis } from 'ioredis'

/** One way in which Redis, or the way to it, can fail, and how it is set right again. */
export interface Fault {
  /** The API's settings, beyond those that every case has. */
  variables: Record<string, string>
  /** To look at the raw keys when all is well again: every server that holds some. */
  servers: readonly Redis[]
  strike(): Promise<unknown> | unknown
  repair(): Promise<unknown> | unknown
}

/** Ends what it was given when the case is over, the last first. */
export type Keep = <T extends AsyncDisposable>(thing: T) => T

export type Arrange = (keep: Keep, deadlineMs: number) => Promise<Fault>

export interface Expected {
  /**
   * Which calls are rejected while it lasts: `writes` leaves reads alone, `changes` says nothing of
   * reads, `some` says nothing of any. `late`: all have a reply, and none within its deadline; where
   * the machine is late itself, the reply is read before the time is found to be over.
   */
  rejected: 'all' | 'late' | 'writes' | 'changes' | 'some' | 'none'
  /** What /health says in the end of it; `either` when that changes all the time. */
  health: 'healthy' | 'unhealthy' | 'either'
  /** How soon rejections come when it has lasted longer than a deadline. */
  fastMs?: number
  /** Where Redis itself promises no more: what is lost is counted, not rejected. */
  mayLose?: boolean
}

export interface FaultCase extends Expected {
  name: string
  arrange: Arrange
  /** Struck before the API starts, for what cannot happen to a connection that stands. */
  isFromTheStart?: boolean
  deadlineMs?: number
  callsPerSecond?: number
  /** Of every message that is sent under load, beyond the few that tell it from others. */
  textBytes?: number
  durationMs?: number
  variables?: Record<string, string>
}

/** What became of one case, as printed in the end. */
export interface FaultResult {
  name: string
  deadlineMs: number
  calls: number
  succeeded: number
  rejected: number
  slowestMs: number
  /** Of the rejections once the outage was longer than a deadline. */
  establishedP99Ms: number | null
  lost: number
  doubled: number
  healMs: number
  health: string
  /** Resident memory of the API in MiB: the most before the fault, and the most from there on. */
  memoryMib: readonly [before: number, most: number]
  seed: number
}

declare module 'vitest' {
  interface TaskMeta {
    fault?: FaultResult
  }
}
