import type { JsonObject } from '@threadkeep/shared'
import OpenAI from 'openai'
import type { Agent, AgentEvent } from '../../agent.ts'
import { AgentError } from '../../agent-error.ts'
import type { OpenAiEndpoint, OpenAiSettings } from './openai-settings.ts'
import { toAgentError } from './to-agent-error.ts'
import { toChatMessages } from './to-chat-messages.ts'

export interface OpenAiAgentOptions extends OpenAiSettings {
  endpoint: OpenAiEndpoint
  timeoutMs: number
}

/** Any endpoint with OpenAI's chat completions. */
export function createOpenAiAgent(options: OpenAiAgentOptions): Agent {
  const { endpoint, model, instructions, history, timeoutMs } = options
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey,
    timeout: timeoutMs,
    // A retry by the package would be a second request that the run does not know about.
    maxRetries: 0,
    // The package logs chunks that it cannot parse, and these contain what the model says.
    logLevel: 'off',
    // By default taken from the environment.
    organization: null,
    project: null,
  })

  return {
    name: 'openai',
    onInterrupted: 'restart',
    async *respond(turn) {
      const messages = await toChatMessages(turn, instructions, history)
      try {
        const stream = await client.chat.completions.create(
          { model, messages, stream: true, stream_options: { include_usage: true } },
          { signal: turn.signal },
        )
        yield* toEvents(stream)
      } catch (error) {
        throw toAgentError(error)
      }
    },
  }
}

type Chunk = OpenAI.ChatCompletionChunk

async function* toEvents(chunks: AsyncIterable<Chunk>): AsyncGenerator<AgentEvent> {
  let finishReason: string | undefined
  let model: string | undefined
  let usage: JsonObject | undefined
  for await (const chunk of chunks) {
    // One choice is asked for. The last chunk, and Azure's first, have none.
    const choice = chunk.choices[0]
    const delta = choice?.delta.content ?? choice?.delta.refusal
    if (delta) yield { type: 'text', delta }
    finishReason = choice?.finish_reason ?? finishReason
    model = chunk.model || model
    usage = chunk.usage ? toUsage(chunk.usage) : usage
  }
  if (finishReason === undefined) {
    const cause = new Error("The model's stream ended before the reply did")
    throw new AgentError({ retryable: true, cause })
  }
  yield {
    type: 'metadata',
    metadata: { finishReason, ...(model && { model }), ...(usage && { usage }) },
  }
}

function toUsage({ prompt_tokens, completion_tokens, total_tokens }: OpenAI.CompletionUsage) {
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens, totalTokens: total_tokens }
}
