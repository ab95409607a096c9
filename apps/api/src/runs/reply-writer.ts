import type { AgentEvent } from '@threadkeep/agents'
import type { JsonObject } from '@threadkeep/shared'
import type { RunPiece } from '@threadkeep/store'

/** What is left over of a text once its unfinished end is held back. */
const HIGH_SURROGATE = /[\uD800-\uDBFF]$/

/**
 * Turns what an agent says into pieces as they are stored and shown: NUL and lone surrogates become
 * U+FFFD, so that what watchers see is what is stored, and half a character waits for its other half.
 */
export function createReplyWriter() {
  const said: RunPiece[] = []
  const metadata: JsonObject = {}
  let offset = 0
  let held = ''

  function addText(text: string): void {
    if (text === '') return
    const clean = text.toWellFormed().replaceAll('\0', '\uFFFD')
    said.push({ type: 'text', offset, text: clean })
    offset += clean.length
  }

  return {
    /** Every piece so far. */
    said: said as readonly RunPiece[],
    /** Of the reply as a whole, so far. */
    metadata: metadata as Readonly<JsonObject>,
    add(event: AgentEvent): void {
      switch (event.type) {
        case 'text': {
          const text = held + event.delta
          held = HIGH_SURROGATE.exec(text)?.[0] ?? ''
          addText(text.slice(0, text.length - held.length))
          break
        }
        case 'message': {
          this.end()
          const { content, role = 'assistant', metadata } = event
          const message = { role, content, ...(metadata !== undefined && { metadata }) }
          said.push({ type: 'message', message })
          break
        }
        case 'status':
          said.push({ type: 'status', text: event.text })
          break
        case 'metadata':
          Object.assign(metadata, event.metadata)
          break
        case 'conversation':
          break
      }
    },
    /** No more is to come of the text. */
    end(): void {
      addText(held)
      held = ''
    },
  }
}
