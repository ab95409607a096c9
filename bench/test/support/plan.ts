import type { Plan } from '../../src/plan.ts'

/** Nothing is learned of speed here, only that every job does what it says. */
export const PLAN: Plan = {
  rounds: 2,
  roundMs: 20,
  warmUp: { calls: 10, ms: 20 },
  runIn: { calls: 10, ms: 20 },
  histories: [0, 30],
  readHistories: [20, 50],
  messagesPerHistory: 60,
  appendsPerRound: 40,
  lists: [20, 40],
  foreignConversations: 30,
  memoryConversations: 600,
  apiMs: 20,
  liveMs: 200,
  liveWatchers: [1, 3],
  liveReplies: 2,
  liveStreams: 4,
  watches: 10,
  largeReplies: 1,
  largePiecesMs: 10,
}
