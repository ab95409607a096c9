import type { Limits } from '@threadkeep/shared'

interface CommonConfig {
  /** Seconds from a conversation's last change to its end. */
  ttlSeconds: number
  limits: Limits
}

export interface MemoryStoreConfig extends CommonConfig {
  kind: 'memory'
  /** Over all owners; beyond it the least recently used conversation is dropped. */
  maxConversations: number
}

export interface RedisStoreConfig extends CommonConfig {
  kind: 'redis'
  address: RedisAddress
  /** Path of a PEM file with the certificate authority to trust instead of the public ones. */
  tlsCaPath?: string | undefined
  /** The deadline of one operation, retries included. */
  commandTimeoutMs: number
  /** Raise the stored layout to this one; by default it stays as it is. See docs/upgrades.md. */
  layout?: number | undefined
  /** Acknowledge a change only when this many replicas have it. */
  waitReplicas: number
}

/** `url` is `redis://` or `rediss://`, with user and password percent-encoded. */
export type RedisAddress =
  | { mode: 'standalone'; url: string }
  | { mode: 'cluster'; url: string }
  | {
      mode: 'sentinel'
      /** The name under which the sentinels know the master. */
      name: string
      sentinels: { host: string; port: number }[]
      username?: string | undefined
      password?: string | undefined
      tls: boolean
    }

export type StoreConfig = MemoryStoreConfig | RedisStoreConfig
