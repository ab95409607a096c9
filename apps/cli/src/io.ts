import type { RedisStoreConfig } from '@threadkeep/store'

/** The environment, streams and signals of a command. */
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
