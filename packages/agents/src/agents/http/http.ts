import type { Message } from '@threadkeep/shared'
import type { Agent, AgentEvent, Turn } from '../../agent.ts'
import { AgentError } from '../../agent-error.ts'
import { errorCode } from '../../error-code.ts'
import { readHistory } from '../../history.ts'
import { isRetryableStatus, retryAfterMs } from '../../http-status.ts'
import type { HttpSettings } from './http-settings.ts'
import type { AgentRequest, GreetingRequest } from './protocol.ts'
import { readResponse } from './read-response.ts'
import { signatureHeaders } from './sign.ts'

/** A service that speaks our protocol, in any language. */
export function createHttpAgent({ url, secret, greets, history }: HttpSettings): Agent {
  const agent: Agent = {
    name: 'http',
    onInterrupted: 'restart',
    async *respond(turn) {
      const { message, attempt } = turn
      yield* ask(await toRequest(turn), `${message.id}_${attempt}`, turn.signal)
    },
  }
  if (!greets) return agent
  return {
    ...agent,
    greet: ({ conversation, attempt, signal }) =>
      ask({ type: 'greeting', conversation, attempt }, `${conversation.id}_${attempt}`, signal),
  }

  async function toRequest(turn: Turn): Promise<AgentRequest> {
    const messages = await readHistory(turn, history, whole, sizeOf)
    const { conversation, message, attempt } = turn
    return { conversation, message, history: messages.slice(0, -1), attempt }
  }

  async function* ask(
    request: AgentRequest | GreetingRequest,
    id: string,
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent> {
    try {
      const response = await post(JSON.stringify(request), id, signal)
      if (!response.ok) {
        await response.body?.cancel()
        throw rejected(response)
      }
      yield* readResponse(response)
    } catch (error) {
      if (error instanceof AgentError) throw error
      const cause = new Error(
        `The service could not be reached, or its response not read: ${errorCode(error)}`,
      )
      throw new AgentError({ retryable: true, cause })
    }
  }

  function post(body: string, id: string, signal: AbortSignal): Promise<Response> {
    const timestamp = Math.floor(Date.now() / 1000)
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream, application/json',
      ...signatureHeaders({ id, timestamp, body }, secret),
    }
    // A redirect would send a request that was signed for one address to another.
    return fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
  }
}

const whole = (message: Message) => message
const sizeOf = (message: Message) => JSON.stringify(message).length

const SECRET_HINT = ': AGENT_SECRET may be another one there'

function rejected({ status, headers }: Response): AgentError {
  return new AgentError({
    retryable: isRetryableStatus(status),
    retryAfterMs: retryAfterMs(headers),
    cause: new Error(`The service responded with ${status}${status === 401 ? SECRET_HINT : ''}`),
  })
}
