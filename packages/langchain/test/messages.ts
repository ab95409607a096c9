import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  ChatMessage,
  ChatMessageChunk,
  type ContentBlock,
  FunctionMessage,
  FunctionMessageChunk,
  HumanMessage,
  HumanMessageChunk,
  type MessageContent,
  RemoveMessage,
  SystemMessage,
  SystemMessageChunk,
  ToolMessage,
  ToolMessageChunk,
  type UsageMetadata,
} from '@langchain/core/messages'
import fc from 'fast-check'

// Binary units hold NUL, lone surrogates and emoji: models and tools say anything.
const text = fc.string({ unit: 'binary', maxLength: 20 })
const anyText = fc.oneof(
  text,
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constant('\ud83d'),
)
const name = fc.string({ minLength: 1, maxLength: 12 })
const json = fc.jsonValue({ maxDepth: 3 }).map(asRead).filter(hasNoPrototypeKey)
const object = fc.dictionary(fc.string({ maxLength: 8 }), json, { maxKeys: 3 }).map(asRead)
const bytes = fc.uint8Array({ maxLength: 16 })
const count = fc.nat(100_000)

/** As programs have it that read JSON: without -0, and with plain prototypes. */
function asRead<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}

/** The store rejects that key, in whatever it is. */
function hasNoPrototypeKey(value: unknown): boolean {
  return !JSON.stringify(value).includes('__proto__')
}

const toolCall = fc.record({
  type: fc.constant('tool_call' as const),
  id: name,
  name,
  args: fc.oneof(object, fc.constant({ lc: 1, type: 'constructor', id: ['x'], kwargs: {} })),
})
const invalidToolCall = fc.record({
  type: fc.constant('invalid_tool_call' as const),
  id: name,
  name,
  args: anyText,
  error: text,
})
const toolCallChunk = fc.record({
  type: fc.constant('tool_call_chunk' as const),
  id: name,
  index: fc.nat(3),
  name,
  args: fc.constantFrom('{"a":', '{"a":1}', '', 'not json'),
})
const usage: fc.Arbitrary<UsageMetadata> = fc.record(
  {
    input_tokens: count,
    output_tokens: count,
    total_tokens: count,
    input_token_details: fc.record({ cache_read: count, audio: count }, { requiredKeys: [] }),
  },
  { requiredKeys: ['input_tokens', 'output_tokens', 'total_tokens'] },
)

const textBlock = fc.record({ type: fc.constant('text' as const), text: anyText })
const mimeType = fc.constant('application/octet-stream')
const data = fc.oneof(
  fc.record({ data: fc.oneof(fc.base64String(), bytes), mimeType }),
  fc.record({ url: fc.webUrl() }),
  fc.record({ fileId: name }),
)
const standardBlock: fc.Arbitrary<ContentBlock.Standard> = fc.oneof(
  textBlock,
  fc.record({ type: fc.constant('reasoning' as const), reasoning: anyText }),
  fc.record({ type: fc.constant('non_standard' as const), value: object }),
  toolCall,
  invalidToolCall,
  fc
    .tuple(fc.constantFrom('image' as const, 'audio' as const, 'video' as const), data)
    .map(([type, rest]) => ({ type, ...rest })),
)
/** Of providers, from before there were standard ones. */
const providerBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: fc.webUrl() }) }),
  fc.record({ type: fc.constant('thinking'), thinking: anyText, signature: text }),
  fc.record({ type: fc.constant('tool_use'), id: name, name, input: object }),
)
const blocks = fc.array(fc.oneof(textBlock, standardBlock, providerBlock), { maxLength: 4 })
const content: fc.Arbitrary<MessageContent> = fc.oneof(anyText, blocks)
const contentBlocks = fc.array(standardBlock, { maxLength: 4 })

const optional = {
  id: name,
  name,
  additional_kwargs: object,
  response_metadata: fc.record({ finish_reason: name, tokens: json }, { requiredKeys: [] }),
}
const common = { content, ...optional }
const CONTENT = { requiredKeys: ['content'] } satisfies { requiredKeys: ['content'] }
const humanFields = fc.record(common, CONTENT)
const aiFields = fc.record(
  {
    ...common,
    tool_calls: fc.array(toolCall, { maxLength: 3 }),
    invalid_tool_calls: fc.array(invalidToolCall, { maxLength: 2 }),
  },
  CONTENT,
)
const aiChunkFields = fc.record(
  {
    ...common,
    tool_calls: fc.array(toolCall, { maxLength: 2 }),
    tool_call_chunks: fc.array(toolCallChunk, { maxLength: 3 }),
  },
  CONTENT,
)
const standardFields = fc.record(
  { ...optional, contentBlocks },
  { requiredKeys: ['contentBlocks'] },
)
const toolFields = fc.record(
  {
    ...common,
    tool_call_id: name,
    status: fc.constantFrom('success' as const, 'error' as const),
    artifact: fc.oneof(json, bytes, fc.date({ noInvalidDate: true })),
    metadata: object,
  },
  { requiredKeys: ['content', 'tool_call_id'] },
)
const functionFields = fc.record({ ...common }, { requiredKeys: ['content', 'name'] })
const chatFields = fc.record({ ...common, role: name }, { requiredKeys: ['content', 'role'] })

/** Apart, because the types of LangChain have no usage in them unless a program declares it. */
function withUsage<Fields extends object>(fields: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> {
  return fc
    .tuple(fields, fc.option(usage))
    .map(([given, used]) =>
      used === null ? given : Object.assign(given, { usage_metadata: used }),
    )
}

/** Of every class, as programs build them. */
export const anyMessage: fc.Arbitrary<BaseMessage> = fc.oneof(
  humanFields.map((fields) => new HumanMessage(fields)),
  humanFields.map((fields) => new HumanMessageChunk(fields)),
  humanFields.map((fields) => new SystemMessage(fields)),
  humanFields.map((fields) => new SystemMessageChunk(fields)),
  withUsage(aiFields).map((fields) => new AIMessage(fields)),
  withUsage(aiChunkFields).map((fields) => new AIMessageChunk(fields)),
  standardFields.map((fields) => new AIMessage(fields)),
  standardFields.map((fields) => new HumanMessage(fields)),
  toolFields.map((fields) => new ToolMessage(fields)),
  // Pieces of it have no metadata, whatever they are given.
  toolFields.map(({ metadata: _, ...fields }) => new ToolMessageChunk(fields)),
  functionFields.map((fields) => new FunctionMessage(fields)),
  functionFields.map((fields) => new FunctionMessageChunk(fields)),
  chatFields.map((fields) => new ChatMessage(fields)),
  chatFields.map((fields) => new ChatMessageChunk(fields)),
  name.map((id) => new RemoveMessage({ id })),
)

/** With fields that were set once it was there, of which its `toDict` says nothing. */
export const amendedMessage: fc.Arbitrary<BaseMessage> = fc
  .tuple(aiFields, usage, name)
  .map(([fields, usage_metadata, id]) =>
    Object.assign(new AIMessage(fields), { usage_metadata, id }),
  )

/** Its class and its fields, but for what it was constructed from. */
export function fieldsOf(message: BaseMessage): object {
  return { ...message, class: message.constructor, lc_kwargs: undefined }
}

/** And how LangChain writes it. */
export function faceOf(message: BaseMessage): object {
  return { ...fieldsOf(message), dict: message.toDict() }
}
