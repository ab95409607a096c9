import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { isStoreError } from '../../src/errors.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from '../redis/support.ts'
import { inflict } from './damages.ts'
import { OPERATIONS, type Operation, someSubject } from './operations.ts'
import { snapshot } from './snapshot.ts'

/*
 * A script's effect is whole or none: with each command forbidden in turn, and with each key in turn
 * of a wrong type. `pnpm test:damage` walks and prints every combination; otherwise it is the commands
 * that write, and one wrong type.
 */

const IS_LONG = process.env['DAMAGE_CASES'] !== undefined
const CALL = IS_LONG
  ? /\b(?:call|try|read_any|write|try_write)\('([A-Z]+)'/g
  : /\b(?:write|try_write)\('([A-Z]+)'/g
const COMMANDS = [
  ...new Set(
    Object.values(SCRIPTS).flatMap(({ source }) =>
      [...source.matchAll(CALL)].map(([, command = '']) => command),
    ),
  ),
].sort()
const WRITING =
  'HDEL HSET LSET LTRIM PEXPIRE PEXPIREAT RPUSH UNLINK ZADD ZREM ZREMRANGEBYSCORE'.split(' ')
const READING = COMMANDS.filter((command) => !WRITING.includes(command))
const WRONG_TYPES = IS_LONG ? [0, 1, 2, 3] : [0]

let server: RawRedis
let admin: ConversationStore
let restricted: ConversationStore
/** Redis 6 tells no script its rights: there a missing right to write is found when connecting. */
let canBeAsked: boolean
const outcomes = new Map<string, number>()

beforeAll(async () => {
  server = await startRawRedis()
  await server.raw.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '+@all')
  canBeAsked = !(await server.raw.info('server')).includes('redis_version:6.')
  admin = openStore(server.url)
  restricted = openStore(server.url.replace('redis://', 'redis://limited:secret@'))
})
afterAll(async () => {
  if (IS_LONG) for (const [line, count] of outcomes) console.log(line, count)
  await admin.close()
  await restricted.close()
  await server[Symbol.asyncDispose]()
})

async function attempt(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    return isStoreError(error) ? error.reason : String(error)
  }
}

function note(operation: Operation, condition: string, outcome: string): void {
  if (IS_LONG) console.log(`${operation.name} | ${condition} | ${outcome}`)
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}

describe.each(OPERATIONS)('$name', (operation) => {
  async function subject() {
    const owner = newOwner()
    const keys = keysOf(owner)
    const made = await someSubject(admin.forOwner(owner), keys, server.raw)
    await operation.prepare?.(made)
    return { ...made, mine: restricted.forOwner(owner) }
  }

  it('has no effect, or the whole, where a command is forbidden', async () => {
    for (const command of canBeAsked ? COMMANDS : READING) {
      const before = await subject()
      const stored = await snapshot(server.raw, before.keys)
      await server.raw.call('ACL', 'SETUSER', 'limited', `-${command}`)
      const outcome = await attempt(operation.run(before))
      await server.raw.call('ACL', 'SETUSER', 'limited', `+${command}`)
      note(operation, `-${command}`, outcome)
      expect(['done', 'STORE_UNAVAILABLE', 'CONVERSATION_NOT_FOUND'], command).toContain(outcome)
      if (outcome === 'STORE_UNAVAILABLE' && operation.hasSeveralScripts !== true) {
        expect(await snapshot(server.raw, before.keys), command).toStrictEqual(stored)
      }
      // What it left is no half: the same call works now.
      expect(['done', 'CONVERSATION_NOT_FOUND']).toContain(await attempt(operation.run(before)))
    }
  })

  it('has no effect, or the whole, where a key has a wrong type', async () => {
    for (const value of WRONG_TYPES) {
      const { keys, id } = await subject()
      for (const key of [...Object.values(keys.conversation(id)), ...keys.shared].keys()) {
        const before = await subject()
        const own = Object.values(before.keys.conversation(before.id))
        const wrong = [...own, ...before.keys.shared][key] ?? ''
        const damage = {
          key: 0,
          value,
          kind: 'another type',
          at: 0,
          bytes: new Uint8Array(1),
        } as const
        await inflict(server.raw, wrong, damage)
        const { [wrong]: _wrong, ...stored } = await snapshot(server.raw, before.keys)
        const outcome = await attempt(operation.run(before))
        note(operation, `wrong type ${value} of ${wrong.split('}')[1]?.slice(0, 30)}`, outcome)
        expect(['done', 'DATA_LOSS', 'CONVERSATION_NOT_FOUND']).toContain(outcome)
        if (outcome !== 'DATA_LOSS') continue
        expect(own).toContain(wrong)
        const { [wrong]: _still, ...after } = await snapshot(server.raw, before.keys)
        expect(after).toStrictEqual(stored)
      }
    }
  })
})
