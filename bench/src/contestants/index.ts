import {
  BARE_RPUSH,
  BASELINE,
  JSON_HASH,
  LANGCHAIN,
  MASTRA,
  STATE_IOREDIS,
  THREADKEEP,
} from '../names.ts'
import type { Contestant } from './contestant.ts'

export const threadkeep: Contestant = {
  name: THREADKEEP,
  what: 'the store with all that it promises: idempotency, status, revision, caps, indexes, expiry',
  module: new URL('./threadkeep.ts', import.meta.url).href,
}

export const threadkeepOnCluster: Contestant = {
  name: 'Threadkeep on a cluster',
  what: 'the same on three masters with a replica each',
  module: new URL('./threadkeep-on-cluster.ts', import.meta.url).href,
}

export const baseline: Contestant = {
  name: BASELINE,
  what: 'append, start, status: one EVALSHA with the same writes (HSET, RPUSH, ZADD, EXPIREs); last 20: LRANGE -20 and decode; list: ZREVRANGE of an index whose members are the summaries, and decode',
  module: new URL('./baseline.ts', import.meta.url).href,
}

export const bareRpush: Contestant = {
  name: BARE_RPUSH,
  what: 'one RPUSH: no index, status, expiry or metadata',
  module: new URL('./bare-rpush.ts', import.meta.url).href,
}

export const jsonHash: Contestant = {
  name: JSON_HASH,
  what: 'HGET the whole history as one JSON field, change it, HSET it again, EXPIRE',
  module: new URL('./json-hash.ts', import.meta.url).href,
}

export const PEERS: readonly Contestant[] = [
  {
    name: STATE_IOREDIS,
    what: 'appendToList and getList: a list of messages, no index, metadata or status',
    module: new URL('../../peers/state-ioredis.ts', import.meta.url).href,
  },
  {
    name: LANGCHAIN,
    what: 'RedisChatMessageHistory with a TTL: a list of messages, no index, metadata or status',
    module: new URL('../../peers/langchain.ts', import.meta.url).href,
  },
  {
    name: MASTRA,
    what: "RedisStore's memory: threads and messages; nothing expires, no status",
    module: new URL('../../peers/mastra.ts', import.meta.url).href,
  },
]
