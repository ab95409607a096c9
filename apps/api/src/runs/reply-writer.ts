import type { AgentEvent } from '@threadkeep/agents'
import type { JsonObject } from '@threadkeep/shared'
import type { RunPiece } from '@threadkeep/store'

/** The part of a text that is held back because its last character is incomplete. */
const HIGH_SURROGATE = /[\uD800-\uDBFF]$/

/**
 * Turns an agent's events into pieces. NUL and lone surrogates become U+FFFD, so that watchers see
 * what is stored; half a character waits for its other half.
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
    /** Metadata of the whole reply, so far. */
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
    /** The text is complete. */
    end(): void {
      addText(held)
      held = ''
    },
  }
}
