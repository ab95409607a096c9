export { type AdminOptions, openStoreAdmin, type StoreAdmin } from './open-admin.ts'
export type { ConversationSnapshot, ConversationSummary, OwnerAdmin } from './owner-admin.ts'
export type { ScanProgress } from './scan.ts'
export { type Transcript, toListed, toTranscript } from './transcript.ts'
