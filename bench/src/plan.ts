import type { Rounds } from './measure/rounds.ts'

/**
 * How much is measured. The compiler has settled after so many calls of warming up: measured, each in
 * a process of its own, the first thousand costs the client three to eight times what later ones do,
 * and after 8,000 a thousand costs what the next one does, within a few percent.
 * While the others have their turns a client cools down: the first 1,500 calls after ten seconds cost
 * two to four times as much.
 */
export interface Plan extends Rounds {
  /** Longest time of one round of one cell. */
  roundMs: number
  /** Histories to append to. */
  histories: readonly number[]
  /** Histories to read the last 20 of. */
  readHistories: readonly number[]
  /** The same for every history, so that they differ in nothing else. */
  messagesPerHistory: number
  appendsPerRound: number
  lists: readonly number[]
  foreignConversations: number
  memoryConversations: number
  apiMs: number
  liveMs: number
  /** Of each reply. */
  liveWatchers: readonly number[]
  /** Replies at once, at most, and streams to all their watchers together. */
  liveReplies: number
  liveStreams: number
  /** Open on one process. */
  watches: number
  /** Of large pieces, before a reader stalls and after it. */
  largeReplies: number
  /** Between two large pieces. */
  largePiecesMs: number
}

export const FULL: Plan = {
  rounds: 5,
  warmUp: { calls: 15_000, ms: 8_000 },
  runIn: { calls: 2_000, ms: 500 },
  roundMs: 400,
  histories: [0, 100, 1_000, 10_000],
  readHistories: [20, 100, 1_000, 10_000],
  messagesPerHistory: 40_000,
  appendsPerRound: 4_000,
  lists: [20, 1_000, 10_000],
  foreignConversations: 50_000,
  memoryConversations: 2_000,
  apiMs: 2_000,
  liveMs: 4_000,
  liveWatchers: [1, 10, 100, 1_000],
  liveReplies: 50,
  liveStreams: 1_000,
  watches: 5_000,
  largeReplies: 2,
  largePiecesMs: 50,
}

/** Without what is flat over sizes: starting a process for each contestant and job takes its time. */
export const QUICK: Plan = {
  rounds: 2,
  warmUp: { calls: 4_000, ms: 1_000 },
  runIn: { calls: 800, ms: 120 },
  roundMs: 120,
  histories: [0, 1_000],
  readHistories: [1_000],
  messagesPerHistory: 3_000,
  appendsPerRound: 1_500,
  lists: [1_000],
  foreignConversations: 2_000,
  memoryConversations: 100,
  apiMs: 250,
  liveMs: 1_000,
  liveWatchers: [1, 10, 100, 1_000],
  liveReplies: 50,
  liveStreams: 1_000,
  watches: 5_000,
  largeReplies: 2,
  largePiecesMs: 50,
}

/** Of callers in a closed loop. */
export const CONCURRENCY = { append: 64, read: 16, change: 64, http: 64 }

export const TEXT_BYTES = 200

export function textOf(n: number): string {
  return `${n}: `.padEnd(TEXT_BYTES, 'And what would you say to a week by the sea? ')
}
