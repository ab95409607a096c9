import { describe, expect, it } from 'vitest'
import { DataLossError } from '../../src/errors.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { startUsers } from './start-users.ts'
import type { keysOf } from './support.ts'

const { server, newUser } = await startUsers()

type Parts = ReturnType<ReturnType<typeof keysOf>['conversation']>

describe('half of a conversation', () => {
  const messages = [text('a'), text('b'), text('c')]

  it.each([
    ['its messages gone', (of: Parts) => server.raw.del(of.messages)],
    ['one message gone', (of: Parts) => server.raw.rpop(of.messages)],
    ['a message too many', (of: Parts) => server.raw.rpush(of.messages, '[1,"","x",0,"too many"]')],
    ['its fields gone', (of: Parts) => server.raw.del(of.fields)],
  ])('is DATA_LOSS, never a short history: %s', async (_what, damage) => {
    const { mine, keys } = newUser()
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages, idempotencyKey: 'k' })
    await damage(keys.conversation(id))
    const calls = [
      () => mine.get(id),
      () => mine.messages(id),
      () => mine.messages(id, { afterSeq: 0 }),
      () => mine.append(id, { messages }),
      () => mine.append(id, { messages, idempotencyKey: 'k' }),
      () => mine.getAppendResult(id, 'k'),
      () => mine.update(id, { title: 'b' }),
      () => mine.setStatus(id, 'archived'),
    ]
    for (const call of calls) {
      await expect(call(), String(call)).rejects.toStrictEqual(new DataLossError())
    }
  })

  it('is DATA_LOSS in an export too', async () => {
    const { mine, keys } = newUser()
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages })
    await server.raw.del(keys.conversation(id).messages)
    await expect(mine.export()[Symbol.asyncIterator]().next()).rejects.toStrictEqual(
      new DataLossError(),
    )
  })
})
