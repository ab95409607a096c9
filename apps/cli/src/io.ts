import type { RedisStoreConfig } from '@threadkeep/store'

/** What a command has of the world around it. */
export interface Io {
  /** Settings of the environment. Throws EnvError naming every bad variable. */
  redisConfig(): RedisStoreConfig
  /** Standard output; settles once more may be written. */
  out(text: string): Promise<void>
  /** Standard error: progress, and what went wrong. */
  err(text: string): void
  /** Whether standard error is a terminal, whose last line can be written over. */
  isTerminal: boolean
  /** Aborted when the user asks to stop. */
  signal: AbortSignal
}
