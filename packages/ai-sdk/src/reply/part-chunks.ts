import type { UIMessage, UIMessageChunk } from 'ai'
import type { Part } from '../messages/types.ts'

type ToolPart = Extract<Part, { toolCallId: string }>

/**
 * The chunks from which the AI SDK makes this part. `id` is used by parts that have none, and by no
 * other part of the message.
 */
export function toChunks(part: Part, id: string): UIMessageChunk[] {
  if (isToolPart(part)) return toToolChunks(part)
  switch (part.type) {
    case 'text': {
      const { text, citations, providerMetadata } = part
      return [
        { type: 'text-start', id, ...defined({ providerMetadata }) },
        { type: 'text-delta', id, delta: text },
        { type: 'text-end', id, ...defined({ citations }) },
      ]
    }
    case 'reasoning': {
      const { id: reasoningId = id, text, providerMetadata } = part
      return [
        { type: 'reasoning-start', id: reasoningId, ...defined({ providerMetadata }) },
        { type: 'reasoning-delta', id: reasoningId, delta: text },
        { type: 'reasoning-end', id: reasoningId },
      ]
    }
    case 'step-start':
      return [{ type: 'start-step' }]
    default:
      return [part]
  }
}

/**
 * Of a tool that was called already, the input goes as a delta: `tool-input-available` has the page call
 * it. An output without a value then clears the text of the delta, and leaves the input.
 */
function toToolChunks(part: ToolPart): UIMessageChunk[] {
  const { toolCallId, input } = part
  const isDynamic = part.type === 'dynamic-tool'
  const toolName = isDynamic ? part.toolName : part.type.slice('tool-'.length)
  const call = {
    toolCallId,
    toolName,
    ...(isDynamic && { dynamic: true }),
    ...defined({
      providerExecuted: part.providerExecuted,
      title: part.title,
      toolMetadata: part.toolMetadata,
      providerMetadata: part.callProviderMetadata,
    }),
  }
  if (part.state === 'input-available') return [{ type: 'tool-input-available', ...call, input }]
  const { inputTextDelta, inputEncoding } = toInput(part)
  return [
    { type: 'tool-input-start', ...call, ...defined({ inputEncoding }) },
    ...(inputTextDelta === undefined
      ? []
      : [{ type: 'tool-input-delta' as const, toolCallId, inputTextDelta }]),
    ...(part.state === 'input-streaming'
      ? []
      : [{ type: 'tool-output-available' as const, toolCallId, output: undefined }]),
    ...toApprovalChunks(part),
    ...toOutputChunks(part),
  ]
}

function toInput(part: ToolPart) {
  if (part.state !== 'input-streaming') {
    return { inputTextDelta: part.input === undefined ? undefined : JSON.stringify(part.input) }
  }
  const { rawInput, inputEncoding, input } = part
  const inputTextDelta = rawInput ?? (input === undefined ? undefined : JSON.stringify(input))
  return { inputTextDelta, inputEncoding }
}

function toApprovalChunks({ toolCallId, approval }: ToolPart): UIMessageChunk[] {
  if (approval === undefined) return []
  const { id: approvalId, descriptor, requestReason, approved, reason, ...others } = approval
  return [
    {
      type: 'tool-approval-request',
      approvalId,
      toolCallId,
      ...others,
      ...defined({ approvalDescriptor: descriptor, reason: requestReason }),
    },
    ...(approved === undefined
      ? []
      : [
          { type: 'tool-approval-response' as const, approvalId, approved, ...defined({ reason }) },
        ]),
  ]
}

function toOutputChunks(part: ToolPart): UIMessageChunk[] {
  const { toolCallId } = part
  switch (part.state) {
    case 'output-available': {
      const { output, preliminary, resultProviderMetadata: providerMetadata } = part
      const more = defined({ preliminary, providerMetadata })
      return [{ type: 'tool-output-available', toolCallId, output, ...more }]
    }
    case 'output-error': {
      const { errorText, resultProviderMetadata: providerMetadata } = part
      return [
        { type: 'tool-output-error', toolCallId, errorText, ...defined({ providerMetadata }) },
      ]
    }
    case 'output-denied':
      return [{ type: 'tool-output-denied', toolCallId }]
    default:
      return []
  }
}

function isToolPart(part: UIMessage['parts'][number]): part is ToolPart {
  return 'toolCallId' in part
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** Without the fields that are undefined. */
function defined<Fields extends object>(fields: Fields): Defined<Fields>
function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
