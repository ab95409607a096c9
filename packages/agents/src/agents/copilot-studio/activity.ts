import type { Content, JsonObject } from '@threadkeep/shared'
import { z } from 'zod'

const JsonObjectSchema = z.record(z.string(), z.unknown())

/** The fields of an activity that are read. The rest is not validated, so it cannot be malformed. */
const ActivitySchema = z.object({
  type: z.string(),
  id: z.string().nullish(),
  text: z.string().nullish(),
  from: z.object({ role: z.string().nullish() }).nullish(),
  conversation: z.object({ id: z.string().nullish() }).nullish(),
  entities: z.array(JsonObjectSchema).nullish(),
  channelData: z.unknown().optional(),
  attachments: z
    .array(
      z.object({
        contentType: z.string(),
        content: z.unknown().optional(),
        contentUrl: z.string().nullish(),
        name: z.string().nullish(),
      }),
    )
    .nullish(),
  suggestedActions: z
    .object({
      actions: z
        .array(
          z.object({
            type: z.string(),
            title: z.string().nullish(),
            value: z.unknown().optional(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
export type Activity = z.infer<typeof ActivitySchema>
export type Attachment = NonNullable<Activity['attachments']>[number]
export type SuggestedAction = NonNullable<
  NonNullable<Activity['suggestedActions']>['actions']
>[number]

/** Types that are shown to users. Others are not validated. */
const SHOWN = ['message', 'typing']

/** Null for an activity of another type; undefined for a malformed one. */
export function parseActivity(json: string): Activity | null | undefined {
  try {
    const value: unknown = JSON.parse(json)
    const { type } = z.object({ type: z.string() }).parse(value)
    return SHOWN.includes(type) ? ActivitySchema.parse(value) : null
  } catch {
    return undefined
  }
}

const StreamInfoSchema = z.object({
  streamType: z.enum(['informative', 'streaming', 'final']),
  streamId: z.string().nullish(),
  streamSequence: z.number().nullish(),
})
export type StreamInfo = z.infer<typeof StreamInfoSchema>

/** In an entity, or in the channel data, as older agents have it. */
export function streamInfoOf({ entities, channelData }: Activity): StreamInfo | undefined {
  const entity = entities?.find(({ type }) => type === 'streaminfo')
  return StreamInfoSchema.safeParse(entity ?? channelData).data
}

/** What a user said, as an activity. A card's submission is its value, and has no text. */
export function toActivity(content: Content, conversationId: string): JsonObject {
  return { type: 'message', conversation: { id: conversationId }, ...sayingOf(content) }
}

function sayingOf(content: Content): { text: string } | { value: unknown } {
  switch (content.type) {
    case 'text':
      return { text: content.text }
    case 'cardAction':
      return chosenText(content.data) ?? { value: content.data }
    case 'card':
      return { value: content.card }
    case 'json':
      return content.text === undefined ? { value: content.value } : { text: content.text }
    case 'redacted':
      return { text: '[redacted]' }
  }
}

const ImBackSchema = z.object({
  msteams: z.object({ type: z.literal('imBack'), value: z.string() }),
})

/** A suggested action is sent as if its text were typed. `imBack` is the name that Teams gives it. */
function chosenText(data: JsonObject): { text: string } | undefined {
  const result = ImBackSchema.safeParse(data)
  return result.success ? { text: result.data.msteams.value } : undefined
}
