import type { UIMessage } from 'ai'
import fc from 'fast-check'
import { toolPart } from './tool-parts.ts'
import { json, name, object, optional, providerMetadata, state, text } from './values.ts'

export type Part = UIMessage['parts'][number]

const textPart = optional({ type: fc.constant('text' as const), text, state, providerMetadata }, [
  'type',
  'text',
])
const filePart = optional(
  {
    type: fc.constant('file' as const),
    mediaType: fc.constantFrom('image/png', 'text/plain'),
    url: fc.webUrl(),
    filename: name,
    providerMetadata,
  },
  ['type', 'mediaType', 'url'],
)
const dataPart = optional(
  {
    type: fc.constantFrom('data-weather' as const, 'data-card' as const, 'data-json' as const),
    id: name,
    data: json,
  },
  ['type', 'data'],
)
const cardAction = fc.record({
  type: fc.constant('data-card-action' as const),
  data: fc.oneof(json, fc.record({ actionId: name, data: object })),
})

const reasoningPart = optional(
  { type: fc.constant('reasoning' as const), id: name, text, state, providerMetadata },
  ['type', 'text'],
)
const sourcePart = optional(
  {
    type: fc.constant('source-url' as const),
    sourceId: name,
    url: fc.webUrl(),
    title: text,
    providerMetadata,
  },
  ['type', 'sourceId', 'url'],
)
const documentPart = optional(
  {
    type: fc.constant('source-document' as const),
    sourceId: name,
    mediaType: fc.constant('application/pdf'),
    title: text,
    filename: name,
  },
  ['type', 'sourceId', 'mediaType', 'title'],
)
const customPart = fc.record({
  type: fc.constant('custom' as const),
  kind: fc.constant('a.b' as const),
})
const stepPart = fc.constant({ type: 'step-start' as const })

const userPart: fc.Arbitrary<Part> = fc.oneof(textPart, filePart, dataPart, cardAction)
export const assistantPart: fc.Arbitrary<Part> = fc.oneof(
  textPart,
  reasoningPart,
  toolPart,
  dataPart,
  filePart,
  sourcePart,
  documentPart,
  customPart,
  stepPart,
)

const message = (role: UIMessage['role'], part: fc.Arbitrary<Part>): fc.Arbitrary<UIMessage> =>
  optional(
    {
      id: name,
      role: fc.constant(role),
      parts: fc.array(part, { minLength: 1, maxLength: 4 }),
      metadata: fc.oneof(
        object,
        json.filter((value) => value !== null),
      ),
    },
    ['id', 'role', 'parts'],
  )

/** Of a conversation: what the system says first, then the user and the assistant in turn. */
export const uiMessages: fc.Arbitrary<UIMessage[]> = fc
  .tuple(
    fc.option(message('system', textPart)),
    fc.array(fc.tuple(message('user', userPart), message('assistant', assistantPart)), {
      maxLength: 3,
    }),
  )
  .map(([system, turns]) => [...(system === null ? [] : [system]), ...turns.flat()])
