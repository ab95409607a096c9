import type { Conversation, HealthReport, Message } from '@threadkeep/shared'
import { expectTypeOf, test } from 'vitest'
import type * as api from '../src/api.ts'

/* The page's types are the router's: a field renamed there must not compile here. */

test('a conversation is what the API returns', () => {
  expectTypeOf<api.Conversation>().toEqualTypeOf<Conversation>()
  expectTypeOf<api.ConversationsPage['items'][number]>().toEqualTypeOf<Conversation>()
  expectTypeOf<api.ConversationsPage['nextCursor']>().toEqualTypeOf<string | null>()
})

test('a message is what the API returns', () => {
  expectTypeOf<api.Message>().toEqualTypeOf<Message>()
  expectTypeOf<api.SendOutput['replies']>().toEqualTypeOf<Message[]>()
})

test('the API takes text, card actions and json of people, and this page sends the first two', () => {
  expectTypeOf<api.SendInput['content']['type']>().toEqualTypeOf<'text' | 'cardAction' | 'json'>()
  expectTypeOf<api.SentContent['type']>().toEqualTypeOf<'text' | 'cardAction'>()
})

test('an error carries one of the reasons, and what is known of its field or revision', () => {
  type Data = NonNullable<api.ApiError['data']>
  expectTypeOf<Data['reason']>().toExtend<string>()
  expectTypeOf<Data['currentRevision']>().toEqualTypeOf<number | undefined>()
})

test('health is the report of the API', () => {
  expectTypeOf<api.Health>().toEqualTypeOf<HealthReport>()
})
