import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import {
  classifyError,
  describeError,
  errorLabel,
} from '../../src/redis/connection/classify-error.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/* A right that the store's user lacks is an outage, and the log says which. */

let server: RawRedis
let store: ConversationStore
beforeAll(async () => {
  server = await startRawRedis()
  await allow()
  store = openStore(server.url.replace('redis://', 'redis://app:secret@'))
})
afterAll(async () => {
  await store?.close()
  await server?.[Symbol.asyncDispose]()
})

const allow = (...rules: string[]) =>
  server.raw.acl('SETUSER', 'app', 'on', '>secret', '~*', '+@all', ...rules)

it.each([
  ['-zadd', 'NOPERM the Redis user may not run ZADD'],
  ['-time', 'NOPERM the Redis user may not run TIME'],
  ['-evalsha', 'NOPERM the Redis user may not run EVALSHA'],
  ['resetkeys', 'NOPERM the Redis user may not access one of the keys'],
])('taken away while the store runs: %s', async (rule, said) => {
  await allow()
  const mine = store.forOwner(newOwner())
  const { id } = (await mine.start()).conversation
  // Redis 6.0 names the line of the script alone, and one line makes all changes.
  const isNamed = rule !== '-zadd' || !/redis_version:6\.0/.test(await server.raw.info('server'))
  await allow(rule)
  await expect(mine.append(id, { messages: [text('a')] })).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    outcome: 'unknown',
    detail: expect.stringContaining(isNamed ? said : 'NOPERM the Redis user may not run a command'),
  })
})

describe('as servers say it', () => {
  const { sha, source } = SCRIPTS.start
  const line = source.split('\n').findIndex((each) => each.includes("call('ZCARD'")) + 1

  it.each([
    [
      `ERR Error running script (call to f_${sha}): @user_script:${line}: @user_script: ${line}: The user executing the script can't run this command or subcommand`,
      'run ZCARD',
    ],
    [
      `ERR The user executing the script can't run this command or subcommand script: ${sha}, on @user_script:${line}.`,
      'run ZCARD',
    ],
    [
      "ERR The user executing the script can't run this command or subcommand script: 0123, on @user_script:1.",
      'run a command',
    ],
    [
      `ERR ACL failure in script: User app has no permissions to run the 'zcard' command script: ${sha}, on @user_script:1.`,
      'run ZCARD',
    ],
    [
      "NOPERM User app has no permissions to run the 'client|setinfo' command",
      'run CLIENT|SETINFO',
    ],
    [
      'ERR ACL failure in script: No permissions to access a key script: 4e5d',
      'access one of the keys',
    ],
    [
      'NOPERM this user has no permissions to access one of the channels used as arguments',
      'access the channel',
    ],
  ])('%s', (message, about) => {
    const error = Object.assign(new Error(message), { name: 'ReplyError' })
    expect(describeError(error)).toBe(`ReplyError NOPERM the Redis user may not ${about}`)
    expect(errorLabel(error)).toBe('NOPERM')
    expect(classifyError(error)).toMatchObject({
      kind: 'unavailable',
      outcome: 'unknown',
      serverRejected: true,
    })
  })
})
