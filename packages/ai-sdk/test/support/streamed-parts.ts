import fc from 'fast-check'
import { toolPart } from './tool-parts.ts'
import { assistantPart, type Part } from './ui-messages.ts'

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
