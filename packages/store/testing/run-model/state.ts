import type { ErrorReason, RunStatus } from '@threadkeep/shared'

/** A message by what it says; '' once it is redacted. */
export interface ModelMessage {
  role: 'user' | 'assistant'
  words: string
}

export interface ModelRun {
  seq: number
  status: RunStatus
  attempt: number
  token: string
  isOrphaned: boolean
  isStopping: boolean
  pieces: string[]
  /** Of this registration alone: its replies are stored under it. */
  registration: number
}

export interface Remembered {
  payload: string
  seqs: [number, number]
  isRemoved: boolean
}

/** What a call comes to: what it returns, or the reason of its error. */
export type Outcome = Record<string, unknown> | ErrorReason | null

/** The end of a run does not say whether it is a repeat. */
export function withoutReplayed(outcome: Outcome): Outcome {
  if (outcome === null || typeof outcome === 'string') return outcome
  const { replayed: _, ...rest } = outcome
  return rest
}
