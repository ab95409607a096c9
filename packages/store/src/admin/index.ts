export { type Diagnosis, diagnose } from './doctor/diagnose.ts'
export type { Finding } from './doctor/finding.ts'
export type { EraseReport } from './erase-owners.ts'
export type { ConversationPart, ImportOutcome } from './import-conversation.ts'
export type { MoveOutcome, MoveState, Moves } from './move-out.ts'
export { type AdminOptions, openStoreAdmin, type StoreAdmin } from './open-admin.ts'
export type { OwnerAdmin } from './owner-admin.ts'
export type { OwnerFilter } from './owners-keys.ts'
export type { ScanProgress } from './scan.ts'
export {
  ConversationBusyError,
  type ConversationSnapshot,
  type ConversationSummary,
} from './stored-conversation.ts'
export { type Transcript, toListed, toTranscript } from './transcript.ts'
export { DAMAGES, type DamageName } from './verify/damage.ts'
export type { DamageFound, VerifyOptions } from './verify/verify-owners.ts'
