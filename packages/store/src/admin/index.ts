export { type Diagnosis, diagnose } from './doctor/diagnose.ts'
export type { Finding } from './doctor/finding.ts'
export type { ConversationPart, ImportOutcome } from './import-conversation.ts'
export {
  type AdminOptions,
  type OwnerFilter,
  openStoreAdmin,
  type StoreAdmin,
} from './open-admin.ts'
export type { OwnerAdmin } from './owner-admin.ts'
export type { ScanProgress } from './scan.ts'
export {
  ConversationBusyError,
  type ConversationSnapshot,
  type ConversationSummary,
} from './stored-conversation.ts'
export { type Transcript, toListed, toTranscript } from './transcript.ts'
