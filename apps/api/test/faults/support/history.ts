import type { Rejection } from './caller.ts'
import type { User } from './users.ts'

/** What a caller is about to ask for, and what was acknowledged to anybody before that. */
export type Intent =
  | { kind: 'send'; user: User; conversationId: string; key: string; text: string }
  | { kind: 'start'; user: User; key: string; title: string }
  | { kind: 'get'; user: User; conversationId: string; acknowledged: number }
  | { kind: 'list'; user: User; acknowledged: number }

export type Effect =
  | { kind: 'sent'; id: string; seq: number; replayed: boolean }
  | { kind: 'started'; id: string }
  | { kind: 'read'; count: number }

export interface Call {
  intent: Intent
  /** Times of performance.now(). */
  invokedAt: number
  settledAt: number
  result: Effect | Rejection
}

export function isRejected(call: Call): call is Call & { result: Rejection } {
  return 'status' in call.result
}

export const isChange = ({ intent }: Call) => intent.kind === 'send' || intent.kind === 'start'

export const durationOf = ({ invokedAt, settledAt }: Call) => settledAt - invokedAt

export function quantile(durations: readonly number[], share: number): number {
  const sorted = durations.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0
}
