import type { RedisStoreConfig } from '@threadkeep/store'

/** What an archive in Azure Blob Storage is opened with, besides what DefaultAzureCredential finds. */
export interface ArchiveCredentials {
  connectionString: string | undefined
  sasToken: string | undefined
}

/** The environment, streams and signals of a command. */
export interface Io {
  /** Settings of the environment. Throws EnvError naming every bad variable. */
  redisConfig(): RedisStoreConfig
  archiveCredentials(): ArchiveCredentials
  /** Standard output; settles once more may be written. */
  out(text: string): Promise<void>
  /** Standard error: progress, and what went wrong. */
  err(text: string): void
  /** Whether standard error is a terminal, whose last line can be written over. */
  isTerminal: boolean
  /** Aborted when the user asks to stop. */
  signal: AbortSignal
}
