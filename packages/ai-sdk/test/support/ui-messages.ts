import type { UIMessage } from 'ai'
import fc from 'fast-check'

type Part = UIMessage['parts'][number]

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map(storable)
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const json = fc.jsonValue({ maxDepth: 3 }).map(asRead).filter(isStorable)
const object = fc.dictionary(name, json, { maxKeys: 3 }).map(asRead)
const providerMetadata = fc.dictionary(name, object, { minKeys: 1, maxKeys: 2 }).map(asRead)
const state = fc.constantFrom('streaming' as const, 'done' as const)

/** As programs have it that read JSON: without -0, and with plain prototypes. */
function asRead<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}

/** The store rejects NUL and lone surrogates, and that key, wherever they are. */
function isStorable(value: unknown): boolean {
  const written = JSON.stringify(value)
  return written === storable(written) && !/__proto__|\\u/.test(written)
}

function storable(value: string): string {
  return value.toWellFormed().replaceAll('\0', '')
}

/** Only what the AI SDK's types allow: fields that are absent are left out. */
const optional = <Model extends object, Required extends keyof Model>(
  model: { [Field in keyof Model]: fc.Arbitrary<Model[Field]> },
  requiredKeys: Required[],
) => fc.record(model, { requiredKeys })

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

const calledTool = {
  toolCallId: name,
  input: json,
  title: text,
  providerExecuted: fc.boolean(),
  toolMetadata: object,
  callProviderMetadata: providerMetadata,
}
const approval = fc.record({ id: name, approved: fc.constant(true as const), reason: text })
const toolState = fc.oneof(
  optional({ state: fc.constant('input-available' as const), ...calledTool }, [
    'state',
    'toolCallId',
    'input',
  ]),
  optional(
    {
      state: fc.constant('output-available' as const),
      ...calledTool,
      output: json,
      resultProviderMetadata: providerMetadata,
      preliminary: fc.boolean(),
      approval,
    },
    ['state', 'toolCallId', 'input', 'output'],
  ),
  optional(
    { state: fc.constant('output-error' as const), ...calledTool, errorText: text, approval },
    ['state', 'toolCallId', 'input', 'errorText'],
  ),
  optional(
    {
      state: fc.constant('output-denied' as const),
      ...calledTool,
      approval: fc.record({ id: name, approved: fc.constant(false as const), reason: text }),
    },
    ['state', 'toolCallId', 'input', 'approval'],
  ),
  optional(
    {
      state: fc.constant('approval-requested' as const),
      ...calledTool,
      approval: fc.record({ id: name, descriptor: object, requestReason: text }),
    },
    ['state', 'toolCallId', 'input', 'approval'],
  ),
)
export const toolPart: fc.Arbitrary<Part> = fc.oneof(
  fc.tuple(name, toolState).map(([tool, rest]) => ({ type: `tool-${tool}` as const, ...rest })),
  fc
    .tuple(name, toolState)
    .map(([toolName, rest]) => ({ type: 'dynamic-tool' as const, toolName, ...rest })),
)

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
const assistantPart: fc.Arbitrary<Part> = fc.oneof(
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

/** As parts are once they were streamed to their end. */
export const streamedParts: fc.Arbitrary<Part[]> = fc
  .uniqueArray(fc.oneof(assistantPart, toolPart), {
    maxLength: 5,
    // Of parts of one id the AI SDK makes one.
    selector: (part) =>
      'toolCallId' in part ? part.toolCallId : 'id' in part ? part.id : JSON.stringify(part),
  })
  .filter(haveOwnApprovals)
  .map((parts) => parts.map(asStreamed))

/** The AI SDK finds the part that an approval is of by the approval's id. */
function haveOwnApprovals(parts: Part[]): boolean {
  const ids = parts.flatMap((part) =>
    'approval' in part && part.approval !== undefined ? [part.approval.id] : [],
  )
  return new Set(ids).size === ids.length
}

function asStreamed(part: Part): Part {
  switch (part.type) {
    case 'text':
      return { ...part, state: 'done' }
    case 'reasoning':
      return { ...part, id: part.id ?? 'made up', state: 'done' }
    case 'file': {
      // No chunk of the AI SDK has the name of a file.
      const { filename: _, ...file } = part
      return file
    }
    default:
      return part
  }
}
