import type { UIMessage } from 'ai'
import fc from 'fast-check'
import { json, name, object, optional, providerMetadata, text } from './values.ts'

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
export const toolPart: fc.Arbitrary<UIMessage['parts'][number]> = fc.oneof(
  fc.tuple(name, toolState).map(([tool, rest]) => ({ type: `tool-${tool}` as const, ...rest })),
  fc
    .tuple(name, toolState)
    .map(([toolName, rest]) => ({ type: 'dynamic-tool' as const, toolName, ...rest })),
)
