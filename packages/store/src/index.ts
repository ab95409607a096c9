export type {
  Content,
  Conversation,
  ConversationEvent,
  JsonObject,
  Limits,
  Message,
  MessagesPage,
  NewMessage,
  Owner,
  OwnerChange,
  Page,
  Role,
  Run,
  RunStatus,
  Status,
  StoreHealth,
  Tracked,
} from '@threadkeep/shared'
export { DEFAULT_LIMITS } from '@threadkeep/shared'
export type {
  MemoryStoreConfig,
  RedisAddress,
  RedisCredentials,
  RedisStoreConfig,
  RenewedCredentials,
  StoreConfig,
} from './config.ts'
export type * from './conversation-runs.ts'
export type * from './conversation-store.ts'
export { REPLY_KEY_PREFIX } from './core/run-lease.ts'
export { createStore, type StoreOptions } from './create-store.ts'
export {
  cleanValues,
  EnvError,
  type EnvIssue,
  envMessage,
  isQuoted,
  limitVariable,
  parseStoreEnv,
} from './env.ts'
export * from './errors.ts'
export { getStore } from './get-store.ts'
export {
  openRateLimitConnection,
  type RateLimitConnection,
} from './redis/connection/rate-limit-connection.ts'
export {
  CredentialsError,
  type CredentialsProvider,
  renewCredentials,
} from './redis/credentials/renew-credentials.ts'
export type { StoreEvent, StoreObserver } from './store-events.ts'
