import type {
  Conversation,
  HealthReport,
  Message,
  MessagesPage,
  Page,
  Run,
} from '@threadkeep/shared'
import { expectTypeOf, test } from 'vitest'
import type { RouterInputs, RouterOutputs } from '../src/index.ts'

test('what the API returns is what the domain says, untouched by the wire', () => {
  type Calls = RouterOutputs['conversation']
  expectTypeOf<Calls['start']>().toEqualTypeOf<Conversation>()
  expectTypeOf<Calls['get']>().toEqualTypeOf<Conversation>()
  expectTypeOf<Calls['setStatus']>().toEqualTypeOf<Conversation>()
  expectTypeOf<Calls['rename']>().toEqualTypeOf<Conversation>()
  expectTypeOf<Calls['setMetadata']>().toEqualTypeOf<Conversation>()
  expectTypeOf<Calls['list']>().toEqualTypeOf<Page<Conversation>>()
  expectTypeOf<Calls['messages']>().toEqualTypeOf<MessagesPage<Message>>()
  expectTypeOf<Calls['send']>().toEqualTypeOf<{
    conversation: Conversation
    message: Message
    replies: Message[]
    run: Run | null
    replayed: boolean
  }>()
  expectTypeOf<Calls['delete']>().toEqualTypeOf<{ deleted: true }>()
  expectTypeOf<Calls['eraseAll']>().toEqualTypeOf<{ conversations: number; messages: number }>()
  expectTypeOf<RouterOutputs['health']>().toEqualTypeOf<HealthReport>()
})

test('no input names an owner', () => {
  type Fields<Input> = Input extends object ? keyof Input : never
  type AllFields = {
    [Call in keyof RouterInputs['conversation']]: Fields<RouterInputs['conversation'][Call]>
  }
  expectTypeOf<AllFields[keyof AllFields] & ('tenantId' | 'userId')>().toBeNever()
})
