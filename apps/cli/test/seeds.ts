import type { Owner } from '@threadkeep/store'
import type { Redis } from 'ioredis'

/** A conversation with messages, and where it lies. */
export interface Patient {
  redis: Redis
  owner: Owner
  id: string
  conversation: string
  messages: string
  index: (name?: 'active' | 'archived') => string
  external: string
}

export function patientOf(redis: Redis, owner: Owner, id: string): Patient {
  const tag = `{${owner.tenantId}:${owner.userId}}`
  const all = `user:${tag}:conversations`
  return {
    redis,
    owner,
    id,
    conversation: `conversation:${tag}:${id}`,
    messages: `conversation:${tag}:${id}:messages`,
    index: (name) => (name === undefined ? all : `${all}:${name}`),
    external: `user:${tag}:external`,
  }
}

type Seed = readonly [
  what: string,
  damages: readonly string[],
  isMended: boolean,
  inflict: (patient: Patient) => Promise<unknown>,
]

const UNKNOWN_ID = '019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21'

async function editRecord({ redis, conversation }: Patient, edit: (record: string) => string) {
  const record = (await redis.hget(conversation, 'record')) ?? ''
  await redis.hset(conversation, 'record', edit(record))
}

export const SEEDS: readonly Seed[] = [
  [
    'a message too few',
    ['messages-missing'],
    false,
    ({ redis, messages }) => redis.ltrim(messages, 0, -2),
  ],
  [
    'a message too many',
    ['messages-too-many'],
    true,
    async ({ redis, messages }) => redis.rpush(messages, (await redis.lindex(messages, -1)) ?? ''),
  ],
  ['all messages gone', ['messages-missing'], false, ({ redis, messages }) => redis.del(messages)],
  [
    'a message that is no JSON',
    ['message-unreadable'],
    false,
    ({ redis, messages }) => redis.lset(messages, 1, '[0,0,"broken'),
  ],
  [
    'a record that cannot be read',
    ['record-unreadable'],
    false,
    (patient) => editRecord(patient, (record) => record.slice(0, 20)),
  ],
  [
    'a record of a later layout',
    ['record-newer'],
    false,
    (patient) => editRecord(patient, () => '3,{}'),
  ],
  [
    'a record that is gone',
    ['record-missing'],
    false,
    ({ redis, conversation }) => redis.del(conversation),
  ],
  [
    'a conversation of another type',
    ['wrong-type'],
    false,
    ({ redis, conversation }) => redis.set(conversation, 'x', 'EX', 3600),
  ],
  [
    'times out of order',
    ['times-disagree'],
    false,
    (patient) =>
      editRecord(patient, (record) => record.replace(/\n,\d{13}\n/, '\n,9999999999999\n')),
  ],
  [
    'a conversation without an expiry',
    ['expiry-missing'],
    true,
    ({ redis, conversation }) => redis.persist(conversation),
  ],
  [
    'messages without an expiry',
    ['expiry-missing'],
    true,
    ({ redis, messages }) => redis.persist(messages),
  ],
  [
    'an index without an expiry',
    ['expiry-missing'],
    true,
    ({ redis, index }) => redis.persist(index()),
  ],
  [
    'messages that expire too early',
    ['expiry-too-early'],
    true,
    ({ redis, messages }) => redis.expire(messages, 60),
  ],
  [
    'a conversation that outlives itself',
    ['expiry-too-late'],
    true,
    ({ redis, conversation }) => redis.expire(conversation, 360_000),
  ],
  [
    'an index that expires too early',
    ['index-expires-early'],
    true,
    ({ redis, index }) => redis.expire(index(), 60),
  ],
  ['an entry missing', ['not-listed'], true, ({ redis, index, id }) => redis.zrem(index(), id)],
  [
    'an entry missing by status',
    ['not-listed-by-status'],
    true,
    ({ redis, index, id }) => redis.zrem(index('active'), id),
  ],
  ['an index that is gone', ['not-listed'], true, ({ redis, index }) => redis.del(index())],
  [
    'two statuses',
    ['listed-by-other-status'],
    true,
    async ({ redis, index, id }) => {
      await redis.zadd(index('archived'), Date.now(), id)
      await redis.expire(index('archived'), 7200)
    },
  ],
  ['a wrong score', ['score-wrong'], true, ({ redis, index, id }) => redis.zadd(index(), 17, id)],
  [
    'an entry too many',
    ['entry-of-nothing'],
    true,
    ({ redis, index }) => redis.zadd(index(), Date.now(), UNKNOWN_ID),
  ],
  [
    'an index of another type',
    ['index-wrong-type', 'not-listed'],
    true,
    ({ redis, index }) => redis.set(index(), 'x', 'EX', 3600),
  ],
  [
    'another external id in the index',
    ['external-id-wrong'],
    true,
    ({ redis, external, id }) => redis.hset(external, `i${id}`, 'another'),
  ],
  [
    'a remembered append beyond the messages',
    ['remembered-append-wrong'],
    true,
    ({ redis, conversation }) => redis.hset(conversation, 'abcdefghijklmn', '99'),
  ],
  [
    'a remembered regeneration beyond the messages',
    ['remembered-append-wrong'],
    true,
    ({ redis, conversation }) => redis.hset(conversation, 'abcdefghijklmn', 'r99 1800000000000'),
  ],
  [
    'a run that cannot be read',
    ['run-unreadable'],
    true,
    ({ redis, conversation }) => redis.hset(conversation, 'run', 'x'),
  ],
  [
    'a key of no known name',
    ['key-unknown'],
    false,
    ({ redis, conversation }) => redis.set(`${conversation}:else`, 'x', 'EX', 3600),
  ],
]
