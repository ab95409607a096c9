import {
  type Conversation,
  ConversationSchema,
  ConversationsPageSchema,
  type Message,
  MessageSchema,
  type MessagesPage,
  MessagesPageSchema,
  type Page,
  RunSchema,
} from '@threadkeep/shared'
import type { inferRouterInputs } from '@trpc/server'
import { z } from 'zod'
import type { AppRouter } from '../../../src/index.ts'
import { ask, type HttpAnswer } from './http.ts'

type Inputs = inferRouterInputs<AppRouter>['conversation']

/** The procedures that the load is made of. Their results are checked in full, field by field. */
export interface Caller {
  start(input: Inputs['start']): Promise<Conversation>
  send(input: Inputs['send']): Promise<{ message: Message; replayed: boolean }>
  get(input: Inputs['get']): Promise<Conversation>
  list(input: Inputs['list']): Promise<Page<Conversation>>
  messages(input: Inputs['messages']): Promise<MessagesPage<Message>>
}

export interface Refusal {
  /** Undefined when there was no response at all. */
  status: number | undefined
  reason: string | undefined
  outcome: string | undefined
  retryAfter: string | null
  message: string
}

export class RefusedError extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

interface Answer<Output> {
  result: { data: Output }
}

const responseOf = <Output>(data: z.ZodType<Output>) => z.object({ result: z.object({ data }) })

// Made once: a schema that is made anew costs a hundred times what it takes to check by it.
const OneSchema = responseOf(ConversationSchema)
const ListSchema = responseOf(ConversationsPageSchema)
const MessagesSchema = responseOf(MessagesPageSchema)
const SentSchema = responseOf(
  z.strictObject({
    conversation: ConversationSchema,
    message: MessageSchema,
    replies: z.array(MessageSchema),
    run: RunSchema.nullable(),
    replayed: z.boolean(),
  }),
)

const ErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    data: z.object({ reason: z.string().optional(), outcome: z.string().optional() }),
  }),
})

/** One call to a request, without retries. Reports every response before it is checked. */
export function createCaller(
  url: string,
  token: string,
  hear: (answer: HttpAnswer) => void,
): Caller {
  const headers = { authorization: `Bearer ${token}` }
  const withBody = { ...headers, 'content-type': 'application/json' }

  async function make<Output>(
    schema: z.ZodType<Answer<Output>>,
    ...request: Parameters<typeof ask>
  ): Promise<Output> {
    const answer = await ask(...request).catch((error: unknown) => {
      throw new RefusedError({ ...NO_ANSWER, message: String(error) })
    })
    hear(answer)
    if (answer.status !== 200) throw new RefusedError(refusalOf(answer))
    return schema.parse(parse(answer)).result.data
  }

  const mutation =
    <Input, Output>(name: string, schema: z.ZodType<Answer<Output>>) =>
    (input: Input) =>
      make(schema, `${url}/trpc/conversation.${name}`, {
        headers: withBody,
        body: JSON.stringify(input),
      })
  const query =
    <Input, Output>(name: string, schema: z.ZodType<Answer<Output>>) =>
    (input: Input) => {
      const asked = encodeURIComponent(JSON.stringify(input))
      return make(schema, `${url}/trpc/conversation.${name}?input=${asked}`, { headers })
    }

  return {
    start: mutation('start', OneSchema),
    send: mutation('send', SentSchema),
    get: query('get', OneSchema),
    list: query('list', ListSchema),
    messages: query('messages', MessagesSchema),
  }
}

const NO_ANSWER = { status: undefined, reason: undefined, outcome: undefined, retryAfter: null }

function refusalOf(answer: HttpAnswer): Refusal {
  const { status, retryAfter, body } = answer
  const parsed = ErrorSchema.safeParse(parse(answer))
  if (!parsed.success) return { ...NO_ANSWER, status, retryAfter, message: body }
  const { message, data } = parsed.data.error
  return { status, reason: data.reason, outcome: data.outcome, retryAfter, message }
}

function parse({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
