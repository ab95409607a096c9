import type {
  Conversation,
  ConversationEvent,
  Limits,
  Message,
  MessagesPage,
  OwnerChange,
  Page,
} from '@threadkeep/shared'
import type { AppendResult, EraseResult } from '@threadkeep/store'
import { type ChangedMany, changeMany } from '../../chat/change-many.ts'
import type { SendResult } from '../../chat/send-result.ts'
import { appendProcedure, protectedProcedure, router } from '../trpc.ts'
import { createInputs } from './inputs.ts'

export function createConversationRouter(limits: Limits) {
  const inputs = createInputs(limits)
  return router({
    start: protectedProcedure
      .input(inputs.start)
      .mutation(
        ({ ctx, input }): Promise<Conversation> =>
          ctx.services.turns.start(ctx.conversations, input, ctx.bearerToken()),
      ),

    send: protectedProcedure
      .input(inputs.send)
      .mutation(
        ({ ctx, input }): Promise<SendResult> =>
          ctx.services.turns.send(ctx.conversations, input, ctx.bearerToken()),
      ),

    regenerate: protectedProcedure
      .input(inputs.regenerate)
      .mutation(
        ({ ctx, input }): Promise<SendResult> =>
          ctx.services.turns.regenerate(ctx.conversations, input, ctx.bearerToken()),
      ),

    edit: protectedProcedure
      .input(inputs.edit)
      .mutation(
        ({ ctx, input }): Promise<SendResult> =>
          ctx.services.turns.edit(ctx.conversations, input, ctx.bearerToken()),
      ),

    append: appendProcedure
      .input(inputs.append)
      .mutation(
        ({ ctx, input: { conversationId, ...input } }): Promise<AppendResult> =>
          ctx.conversations.append(conversationId, input),
      ),

    redact: protectedProcedure
      .input(inputs.redact)
      .mutation(
        ({ ctx, input: { conversationId, seq, ...options } }): Promise<Message> =>
          ctx.conversations.redact(conversationId, seq, options),
      ),

    get: protectedProcedure
      .input(inputs.get)
      .query(
        ({ ctx, input }): Promise<Conversation> => ctx.conversations.get(input.conversationId),
      ),

    messages: protectedProcedure
      .input(inputs.messages)
      .query(
        ({ ctx, input: { conversationId, ...options } }): Promise<MessagesPage<Message>> =>
          ctx.conversations.messages(conversationId, options),
      ),

    list: protectedProcedure
      .input(inputs.list)
      .query(
        ({ ctx, input: { status, limit, cursor } }): Promise<Page<Conversation>> =>
          ctx.conversations.list({ status, limit, cursor: cursor ?? undefined }),
      ),

    stop: protectedProcedure
      .input(inputs.stop)
      .mutation(async ({ ctx, input }): Promise<{ stopped: boolean }> => {
        const stopped = await ctx.conversations.runs(input.conversationId).stop()
        if (stopped?.orphaned) ctx.services.runs.takeOver(ctx.conversations, input.conversationId)
        return { stopped: stopped !== null }
      }),

    watch: protectedProcedure
      .input(inputs.watch)
      .subscription(({ ctx, signal, input: { conversationId, lastEventId } }) =>
        ctx.services.openWatch<ConversationEvent>({
          owner: ctx.owner,
          tokenEndsAt: ctx.tokenEndsAt(),
          signal,
          events: (ended) =>
            ctx.conversations.runs(conversationId).watch({ lastEventId, signal: ended }),
        }),
      ),

    watchList: protectedProcedure
      .input(inputs.watchList)
      .subscription(({ ctx, signal, input: { lastEventId } }) =>
        ctx.services.openWatch<OwnerChange>({
          owner: ctx.owner,
          tokenEndsAt: ctx.tokenEndsAt(),
          signal,
          events: (ended) => ctx.conversations.changes({ lastEventId, signal: ended }),
        }),
      ),

    setStatus: protectedProcedure
      .input(inputs.setStatus)
      .mutation(
        ({ ctx, input: { conversationId, status, ...options } }): Promise<Conversation> =>
          ctx.conversations.setStatus(conversationId, status, options),
      ),

    rename: protectedProcedure
      .input(inputs.rename)
      .mutation(
        ({ ctx, input: { conversationId, title, ...options } }): Promise<Conversation> =>
          ctx.conversations.update(conversationId, { title }, options),
      ),

    setMetadata: protectedProcedure
      .input(inputs.setMetadata)
      .mutation(
        ({ ctx, input: { conversationId, metadata, ...options } }): Promise<Conversation> =>
          ctx.conversations.update(conversationId, { metadata }, options),
      ),

    delete: protectedProcedure
      .input(inputs.delete)
      .mutation(
        async ({ ctx, input: { conversationId, ...options } }): Promise<{ deleted: true }> => {
          await ctx.conversations.delete(conversationId, options)
          return { deleted: true }
        },
      ),

    setStatusMany: protectedProcedure
      .input(inputs.setStatusMany)
      .mutation(
        async ({ ctx, input: { conversationIds, status, ...options } }): Promise<ChangedMany> => {
          await ctx.services.rateLimit.spend(ctx.owner, conversationIds.length - 1)
          return changeMany(conversationIds, (id) =>
            ctx.conversations.setStatus(id, status, options),
          )
        },
      ),

    deleteMany: protectedProcedure
      .input(inputs.deleteMany)
      .mutation(async ({ ctx, input: { conversationIds, ...options } }): Promise<ChangedMany> => {
        await ctx.services.rateLimit.spend(ctx.owner, conversationIds.length - 1)
        return changeMany(conversationIds, async (id) => {
          await ctx.conversations.delete(id, options)
          return null
        })
      }),

    eraseAll: protectedProcedure
      .input(inputs.eraseAll)
      .mutation(({ ctx }): Promise<EraseResult> => ctx.conversations.erase()),
  })
}
