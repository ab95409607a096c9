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
import { ask, type HttpResponse } from './http.ts'

type Inputs = inferRouterInputs<AppRouter>['conversation']

/** The procedures that the load is made of. Their results are checked in full, field by field. */
export interface Caller {
  start(input: Inputs['start']): Promise<Conversation>
  send(input: Inputs['send']): Promise<{ message: Message; replayed: boolean }>
  get(input: Inputs['get']): Promise<Conversation>
  list(input: Inputs['list']): Promise<Page<Conversation>>
  messages(input: Inputs['messages']): Promise<MessagesPage<Message>>
}

export interface Rejection {
  /** Undefined when there was no response at all. */
  status: number | undefined
  reason: string | undefined
  outcome: string | undefined
  retryAfter: string | null
  message: string
}

export class RejectedError extends Error {
  readonly rejection: Rejection
  constructor(rejection: Rejection) {
    super(rejection.message)
    this.rejection = rejection
  }
}

interface ProcedureResponse<Output> {
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
  hear: (response: HttpResponse) => void,
): Caller {
  const headers = { authorization: `Bearer ${token}` }
  const withBody = { ...headers, 'content-type': 'application/json' }

  async function make<Output>(
    schema: z.ZodType<ProcedureResponse<Output>>,
    ...request: Parameters<typeof ask>
  ): Promise<Output> {
    const response = await ask(...request).catch((error: unknown) => {
      throw new RejectedError({ ...NO_RESPONSE, message: String(error) })
    })
    hear(response)
    if (response.status !== 200) throw new RejectedError(rejectionOf(response))
    return schema.parse(parse(response)).result.data
  }

  const mutation =
    <Input, Output>(name: string, schema: z.ZodType<ProcedureResponse<Output>>) =>
    (input: Input) =>
      make(schema, `${url}/trpc/conversation.${name}`, {
        headers: withBody,
        body: JSON.stringify(input),
      })
  const query =
    <Input, Output>(name: string, schema: z.ZodType<ProcedureResponse<Output>>) =>
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

const NO_RESPONSE = { status: undefined, reason: undefined, outcome: undefined, retryAfter: null }

function rejectionOf(response: HttpResponse): Rejection {
  const { status, retryAfter, body } = response
  const parsed = ErrorSchema.safeParse(parse(response))
  if (!parsed.success) return { ...NO_RESPONSE, status, retryAfter, message: body }
  const { message, data } = parsed.data.error
  return { status, reason: data.reason, outcome: data.outcome, retryAfter, message }
}

function parse({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
