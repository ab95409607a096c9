import type { AppRouter } from '@threadkeep/api'
import type { TRPCClient, TRPCClientErrorLike } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query'

/* Everything the page knows of the API's data, all of it inferred from the router. */

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

export type Api = TRPCClient<AppRouter>
export type ApiOptions = TRPCOptionsProxy<AppRouter>
export type ApiError = TRPCClientErrorLike<AppRouter>

export type Conversation = Outputs['conversation']['get']
export type Status = Conversation['status']
export type ConversationsPage = Outputs['conversation']['list']
export type MessagesPage = Outputs['conversation']['messages']
export type Message = MessagesPage['items'][number]
export type Content = Message['content']
export type Card = Extract<Content, { type: 'card' }>['card']
export type Health = Outputs['health']

export type SendInput = Inputs['conversation']['send']
export type SendOutput = Outputs['conversation']['send']
/** Of what the API takes, what this page sends. */
export type SentContent = Exclude<SendInput['content'], { type: 'json' }>
