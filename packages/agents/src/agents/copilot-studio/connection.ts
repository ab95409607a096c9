import {
  ConnectionSettings,
  getCopilotStudioConnectionUrl,
  getCopilotStudioSubscribeUrl,
  ScopeHelper,
  UserAgentHelper,
} from '@microsoft/agents-copilotstudio-client'
import type { JsonObject } from '@threadkeep/shared'
import type { EventSourceMessage } from 'eventsource-parser'
import { readEventStream } from '../../read-event-stream.ts'
import type { CopilotStudioTarget } from './copilot-studio-settings.ts'

export interface PlatformResponse {
  status: number
  headers: Headers
  /** Null where the request was rejected. */
  events: AsyncGenerator<EventSourceMessage> | null
}

export interface RequestOptions {
  token: string
  signal: AbortSignal
}

/**
 * The requests to the platform. Addresses and scope are the SDK's. Its event source is not used,
 * because it posts a turn again when the stream is cut, and hides statuses and event ids.
 */
export function createConnection(target: CopilotStudioTarget) {
  const settings = new ConnectionSettings(
    'url' in target ? { directConnectUrl: target.url } : target,
  )

  async function request(
    url: string,
    { token, signal }: RequestOptions,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<PlatformResponse> {
    const response = await fetch(url, {
      ...init,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        'user-agent': UserAgentHelper.getProductInfo(),
        ...init.headers,
      },
    })
    const { status, headers, body } = response
    if (response.ok && body !== null) return { status, headers, events: readEventStream(body) }
    await body?.cancel()
    return { status, headers, events: null }
  }

  const post = (url: string, body: object, options: RequestOptions) =>
    request(url, options, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })

  return {
    /** The scope of the tokens that the platform accepts. */
    scope: () => ScopeHelper.getScopeFromSettings(settings),
    /** Begins a conversation. */
    start: (options: RequestOptions) =>
      post(getCopilotStudioConnectionUrl(settings), { emitStartConversationEvent: true }, options),
    /** Sends what the user said. */
    execute(activity: JsonObject, conversationId: string, options: RequestOptions) {
      const url = getCopilotStudioConnectionUrl(settings, encodeURIComponent(conversationId))
      return post(url, { activity, conversationId }, options)
    },
    /** The events after this one. */
    subscribe(conversationId: string, event: string, options: RequestOptions) {
      const url = getCopilotStudioSubscribeUrl(settings, encodeURIComponent(conversationId))
      return request(url, options, { method: 'GET', headers: { 'last-event-id': event } })
    },
  }
}

export type Connection = ReturnType<typeof createConnection>
