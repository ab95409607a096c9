import type { JsonObject, JsonValue, NewContent } from '@threadkeep/shared'
import type { AgentEvent } from '../../agent.ts'
import type { Activity, Attachment, SuggestedAction } from './activity.ts'

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

export function textMessage(text: string): AgentEvent {
  return { type: 'message', content: { type: 'text', text } }
}

/** What an activity contains beside its text. */
export function attachedMessages({ attachments, suggestedActions }: Activity): AgentEvent[] {
  const contents = (attachments ?? []).map(toContent)
  const actions = suggestedActions?.actions ?? []
  if (actions.length > 0) contents.push({ type: 'card', card: toCard(actions) })
  return contents.map((content) => ({ type: 'message', content }))
}

function toContent({ contentType, content, contentUrl, name }: Attachment): NewContent {
  if (contentType === ADAPTIVE_CARD && isObject(content)) return { type: 'card', card: content }
  const value: JsonValue = { contentType, content: content ?? null, contentUrl: contentUrl ?? null }
  return { type: 'json', format: 'bot-framework/attachment', value, text: name || contentType }
}

/** Choices that the user may take, or say something else. */
function toCard(actions: readonly SuggestedAction[]): JsonObject {
  return { type: 'AdaptiveCard', version: '1.5', body: [], actions: actions.map(toCardAction) }
}

function toCardAction({ type, title, value }: SuggestedAction, index: number): JsonObject {
  const label = title || String(value)
  if (type === 'openUrl' && typeof value === 'string') {
    return { type: 'Action.OpenUrl', title: label, url: value }
  }
  const said = { msteams: { type: 'imBack', value: typeof value === 'string' ? value : label } }
  const data = type === 'imBack' || !isObject(value) ? said : value
  return { type: 'Action.Submit', id: `suggestion-${index + 1}`, title: label, data }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
