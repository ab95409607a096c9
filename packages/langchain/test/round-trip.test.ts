import type { BaseMessage } from '@langchain/core/messages'
import { describeOnEveryStore } from '@threadkeep/store/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ThreadkeepChatMessageHistory } from '../src/index.ts'
import { amendedMessage, anyMessage, faceOf, fieldsOf } from './messages.ts'

describeOnEveryStore('a message', ({ newClient }) => {
  let sessions = 0
  const conversations = lazy(newClient)

  /** As another process reads it. */
  async function storedAndRead(messages: BaseMessage[]): Promise<BaseMessage[]> {
    sessions += 1
    const options = { conversations: conversations(), sessionId: `session ${sessions}` }
    await new ThreadkeepChatMessageHistory(options).addMessages(messages)
    return new ThreadkeepChatMessageHistory(options).getMessages()
  }

  it('of any class comes back equal, with whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 5 }), async (messages) => {
        const faces = messages.map(faceOf)
        expect((await storedAndRead(messages)).map(faceOf)).toEqual(faces)
      }),
      { numRuns: 300 },
    )
  })

  it('comes back with what was set after its construction', async () => {
    await fc.assert(
      fc.asyncProperty(amendedMessage, async (message) => {
        const fields = fieldsOf(message)
        expect((await storedAndRead([message])).map(fieldsOf)).toEqual([fields])
      }),
      { numRuns: 50 },
    )
  })
})

function lazy<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= make())
}
