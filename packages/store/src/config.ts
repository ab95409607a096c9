import type { Limits } from '@threadkeep/shared'

/** Ten years. */
export const MAX_TTL_SECONDS = 315_360_000
export const MAX_WAIT_REPLICAS = 10

export interface HostAndPort {
  /** A name or an address; IPv6 without brackets. */
  host: string
  port: number
}

interface CommonConfig {
  /** Seconds that a conversation lives after its last change. */
  ttlSeconds: number
  limits: Limits
}

export interface MemoryStoreConfig extends CommonConfig {
  kind: 'memory'
  /** Over all owners; beyond it the least recently used conversation is dropped. */
  maxConversations: number
}

/** What a connection to Redis logs in with. */
export interface RedisCredentials {
  username: string
  password: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Credentials that change while connections live; made by renewCredentials(). */
export interface RenewedCredentials {
  /** Also when they have expired; undefined before the first ones. */
  newest(): RedisCredentials | undefined
  /** Why there are none that still hold, in words that may be logged. */
  problem(): string | undefined
  /** Resolves when the first attempt has succeeded or failed. */
  firstAttempt: Promise<void>
  /** Called whenever newest() has changed. Returns how to end it. */
  onRenewed(listener: () => void): () => void
  close(): void
}

export interface RedisStoreConfig extends CommonConfig {
  kind: 'redis'
  address: RedisAddress
  /**
   * Tokens of Entra ID log in, so that `credentials` must be there. `username`: instead of the object id
   * that a token names.
   */
  entra?: { username: string | undefined } | undefined
  /** In place of a user and a password in the address. The caller closes them. */
  credentials?: RenewedCredentials | undefined
  /** Path of a PEM file with the certificate authority to trust instead of the public ones. */
  tlsCaPath?: string | undefined
  /** Paths of PEM files with the certificate that this client shows, and its key. */
  tlsCertPath?: string | undefined
  tlsKeyPath?: string | undefined
  /** The deadline of one operation, retries included. */
  commandTimeoutMs: number
  /** Raises the stored layout to this one; by default it stays as it is. See docs/upgrades.md. */
  layout?: number | undefined
  /** Healthy while so much of a cluster's slots works, up to 1. Default: all but one shard's. */
  readyShare?: number | undefined
  /** A change is acknowledged only when this many replicas have it. */
  waitReplicas: number
  /** Prefix of every key, for a Redis that others use too; see isKeyPrefix. Default: none. */
  keyPrefix?: string | undefined
}

/**
 * A brace would move the hash tag that keeps an owner's keys in one slot. The other rejected
 * characters have a meaning in the key patterns of an ACL.
 */
export const isKeyPrefix = (text: string): boolean =>
  /^[!-~]{0,100}$/.test(text) && !/[{}*?[\]\\]/.test(text)

export const KEY_PREFIX_RULE =
  'must be at most 100 visible ASCII characters without any of {}*?[]\\'

/**
 * `url` is `redis://` or `rediss://`, with user and password percent-encoded; a cluster's may name
 * several hosts with commas between them.
 */
export type RedisAddress =
  | { mode: 'standalone'; url: string }
  | {
      mode: 'cluster'
      url: string
      /** Further nodes to learn the others from. */
      seeds?: readonly HostAndPort[] | undefined
    }
  | {
      mode: 'sentinel'
      /** The name under which the sentinels know the master. */
      name: string
      sentinels: readonly HostAndPort[]
      /** Of the sentinels themselves. */
      sentinelUsername?: string | undefined
      sentinelPassword?: string | undefined
      username?: string | undefined
      password?: string | undefined
      tls: boolean
    }

export type StoreConfig = MemoryStoreConfig | RedisStoreConfig
