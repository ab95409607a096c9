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
} from '@langchain/core/messages'

export interface StoredMessage {
  type: string
  data: MessageFields
  /** Of a class for pieces of a streamed message. */
  chunk?: boolean
}

/** Those that some constructor needs; each is there where its class has it. */
interface MessageFields {
  content?: MessageContent
  contentBlocks?: ContentBlock.Standard[]
  id: string
  name: string
  role: string
  tool_call_id: string
  response_metadata?: Record<string, unknown>
}

/** The message that was stored, of its class and with every field it had. */
export function restoreMessage({ type, data, chunk = false }: StoredMessage): BaseMessage {
  const construct = (chunk ? CHUNKS : MESSAGES)[type]
  if (construct === undefined) throw new TypeError(`No LangChain message is of type ${type}.`)
  // Constructors keep their argument and add to it.
  const message = construct(toConstructorFields(structuredClone(data)))
  // A message of one type must not pass for another, nor lose its methods, whatever is stored.
  const prototype: object = Object.getPrototypeOf(message)
  const fields = Object.entries(data).filter(([name]) => !isOfClass(name) && !(name in prototype))
  return Object.assign(message, Object.fromEntries(fields))
}

/** Fields that say what a message is; its class has them. */
export function isOfClass(name: string): boolean {
  return name === 'type' || name.startsWith('lc_')
}

type Constructors = Partial<Record<string, (fields: MessageFields) => BaseMessage>>

const MESSAGES: Constructors = {
  human: (fields) => new HumanMessage(fields),
  ai: (fields) => new AIMessage(fields),
  system: (fields) => new SystemMessage(fields),
  tool: (fields) => new ToolMessage(fields),
  function: (fields) => new FunctionMessage(fields),
  generic: (fields) => new ChatMessage(fields),
  remove: (fields) => new RemoveMessage(fields),
}

const CHUNKS: Constructors = {
  human: (fields) => new HumanMessageChunk(fields),
  ai: (fields) => new AIMessageChunk(fields),
  system: (fields) => new SystemMessageChunk(fields),
  tool: (fields) => new ToolMessageChunk(fields),
  function: (fields) => new FunctionMessageChunk(fields),
  generic: (fields) => new ChatMessageChunk(fields),
}

/** Standard content blocks are given to constructors apart, so that they serialize as such. */
function toConstructorFields(data: MessageFields): MessageFields {
  const { content, ...others } = data
  if (data.response_metadata?.['output_version'] !== 'v1' || !isBlocks(content)) return data
  return { ...others, contentBlocks: content }
}

function isBlocks(content: MessageContent | undefined): content is ContentBlock.Standard[] {
  return Array.isArray(content)
}

export function isStoredMessage(value: unknown): value is StoredMessage {
  if (!isObject(value) || typeof value['type'] !== 'string' || !isObject(value['data'])) {
    return false
  }
  const { content } = value['data']
  return typeof content === 'string' || Array.isArray(content)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
