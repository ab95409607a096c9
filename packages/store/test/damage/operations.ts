import { STATUSES } from '@threadkeep/shared'
import type { Redis } from 'ioredis'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { OwnerKeys } from '../../src/redis/keys.ts'
import { text } from '../../testing/conformance/support/samples.ts'

/** An owner with conversations, and everything that can be done with them. */
export interface Subject {
  mine: OwnerConversations
  keys: OwnerKeys
  /** As the tests' own user, who may run everything. */
  raw: Redis
  /** An active conversation with an external id, a keyed start, and two appends, one keyed. */
  id: string
}

export interface Operation {
  name: string
  /** One after the other, each whole or not at all; where the second fails, the first is done. */
  hasSeveralScripts?: true
  /** Makes the state that the operation needs. */
  prepare?(subject: Subject): Promise<unknown>
  run(subject: Subject): Promise<unknown>
}

export async function someSubject(
  mine: OwnerConversations,
  keys: OwnerKeys,
  raw: Redis,
): Promise<Subject> {
  for (const status of STATUSES) {
    const { id } = (await mine.start({ externalId: `agent-${status}` })).conversation
    await mine.setStatus(id, status)
  }
  const { id } = (await mine.start({ externalId: 'agent', idempotencyKey: 'k' })).conversation
  await mine.append(id, { messages: [text('one'), text('two')], idempotencyKey: 'k' })
  await mine.append(id, { messages: [text('three')] })
  return { mine, keys, raw, id }
}

const record = async ({ raw, keys, id }: Subject) =>
  (await raw.hget(keys.conversation(id).fields, 'record')) ?? ''

/** The conversation changed last an hour and more ago, with this ttl in milliseconds. */
async function age(subject: Subject, ttl: number): Promise<void> {
  const { raw, keys, id } = subject
  const ago = Date.now() - 2 * 3_600_000
  const old = (await record(subject)).replace(
    /^2,\d+,"active",(\d+,\d+),\d+,\d+,(\d+),\d+/,
    `2,${ago},"active",$1,${ago},${ago},$2,${ttl}`,
  )
  await raw.hset(keys.conversation(id).fields, 'record', old)
  for (const index of [keys.all, keys.byStatus.active]) await raw.zadd(index, ago, id)
}

const expire = (subject: Subject) => age(subject, 60_000)
const outlive = (subject: Subject) => age(subject, 4 * 3_600_000)
const loseIndexes = ({ raw, keys }: Subject) => raw.del(keys.all, keys.byStatus.completed)
const loseConversation = ({ raw, keys, id }: Subject) =>
  raw.del(Object.values(keys.conversation(id)))

async function forgetStarts({ raw, keys }: Subject): Promise<void> {
  const long = Date.now() - 2 * 24 * 3_600_000
  for (const key of ['a', 'b']) {
    await raw.lpush(keys.startsAge, `${long} ${key}`)
    await raw.hset(keys.starts, key, `f ${key} ${long}`)
  }
}

async function manyAppends(subject: Subject): Promise<void> {
  const { mine, raw, keys, id } = subject
  for (let count = 0; count < 120; count++) await mine.append(id, { messages: [text('x')] })
  const long = Date.now() - 3_600_000
  const older = (await record(subject)).replace(/\n,\d{13}\n/, `\n,${long}\n`)
  await raw.hset(keys.conversation(id).fields, 'record', older)
}

const say = [text('four')]
const HELLO = text('hello').content
const again = { messages: [text('one'), text('two')], idempotencyKey: 'k' }

export const OPERATIONS: Operation[] = [
  { name: 'start', run: ({ mine }) => mine.start({ title: 'new', externalId: 'new' }) },
  { name: 'start after others ended', prepare: forgetStarts, run: ({ mine }) => mine.start() },
  { name: 'start after one is gone', prepare: loseConversation, run: ({ mine }) => mine.start() },
  {
    name: 'start again',
    run: ({ mine }) => mine.start({ externalId: 'agent', idempotencyKey: 'k' }),
  },
  { name: 'get', run: ({ mine, id }) => mine.get(id) },
  {
    name: 'append',
    run: ({ mine, id }) => mine.append(id, { messages: say, idempotencyKey: 'n' }),
  },
  {
    name: 'append after long',
    prepare: outlive,
    run: ({ mine, id }) => mine.append(id, { messages: say }),
  },
  {
    name: 'append to many',
    prepare: manyAppends,
    run: ({ mine, id }) => mine.append(id, { messages: say }),
  },
  { name: 'append again', run: ({ mine, id }) => mine.append(id, again) },
  { name: 'getAppendResult', run: ({ mine, id }) => mine.getAppendResult(id, 'k') },
  { name: 'messages', run: ({ mine, id }) => mine.messages(id) },
  { name: 'list', run: ({ mine }) => mine.list() },
  { name: 'list of a status', run: ({ mine }) => mine.list({ status: 'completed' }) },
  { name: 'list with one gone', prepare: loseConversation, run: ({ mine }) => mine.list() },
  {
    name: 'list with indexes gone',
    hasSeveralScripts: true,
    prepare: loseIndexes,
    run: ({ mine }) => mine.list(),
  },
  { name: 'rename', run: ({ mine, id }) => mine.update(id, { title: 'b' }) },
  {
    name: 'rename after long',
    prepare: outlive,
    run: ({ mine, id }) => mine.update(id, { title: 'b' }),
  },
  { name: 'no change', run: ({ mine, id }) => mine.update(id, { externalId: 'agent' }) },
  { name: 'another external id', run: ({ mine, id }) => mine.update(id, { externalId: 'other' }) },
  { name: 'setStatus', run: ({ mine, id }) => mine.setStatus(id, 'archived') },
  { name: 'find', run: ({ mine }) => mine.findByExternalId('agent') },
  { name: 'find one expired', prepare: expire, run: ({ mine }) => mine.findByExternalId('agent') },
  {
    name: 'find without the index',
    hasSeveralScripts: true,
    prepare: ({ raw, keys }) => raw.del(keys.external),
    run: ({ mine }) => mine.findByExternalId('agent'),
  },
  { name: 'truncate', run: ({ mine, id }) => mine.truncate(id, { afterSeq: 1 }) },
  { name: 'truncate all', run: ({ mine, id }) => mine.truncate(id, { afterSeq: 0 }) },
  {
    name: 'truncate after long',
    prepare: outlive,
    run: ({ mine, id }) => mine.truncate(id, { afterSeq: 2 }),
  },
  {
    name: 'replace',
    run: ({ mine, id }) =>
      mine.append(id, { messages: [{ role: 'user', content: HELLO }], replaces: 2 }),
  },
  { name: 'redact', run: ({ mine, id }) => mine.redact(id, 2) },
  {
    name: 'begin',
    run: ({ mine, id }) => mine.runs(id).begin({ content: HELLO, idempotencyKey: 'r' }),
  },
  {
    name: 'edit',
    run: ({ mine, id }) =>
      mine.runs(id).begin({ content: HELLO, replaces: 2, idempotencyKey: 'r' }),
  },
  { name: 'regenerate', run: ({ mine, id }) => mine.runs(id).regenerate({ idempotencyKey: 'r' }) },
  { name: 'delete', run: ({ mine, id }) => mine.delete(id) },
  { name: 'erase', hasSeveralScripts: true, run: ({ mine }) => mine.erase() },
]
