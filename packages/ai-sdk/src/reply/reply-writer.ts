import type { UIMessageChunk } from 'ai'
import type { UIContent } from '../messages/content.ts'
import type { Part } from '../messages/types.ts'
import { toChunks } from './part-chunks.ts'

/**
 * Writes one reply as chunks. Nothing is written before something was said, so that a reply without a
 * word leaves no message.
 */
export function createReplyWriter(messageId: string) {
  let isStarted = false
  let textParts = 0
  /** Of the text part that is open. */
  let said: string | undefined
  let shownStatus: string | null = null

  function* start(): Iterable<UIMessageChunk> {
    if (isStarted) return
    isStarted = true
    yield { type: 'start', messageId }
  }

  const nextTextId = () => `text-${++textParts}`
  const textId = () => `text-${textParts}`

  function* takeBack(): Iterable<UIMessageChunk> {
    if (said === undefined) return
    said = undefined
    yield { type: 'reset-step' }
  }

  function* writeText(text: string): Iterable<UIMessageChunk> {
    if (said !== undefined && !text.startsWith(said)) yield* takeBack()
    if (said === undefined) {
      yield* start()
      yield { type: 'text-start', id: nextTextId() }
      said = ''
    }
    const delta = text.slice(said.length)
    if (delta !== '') yield { type: 'text-delta', id: textId(), delta }
    said = text
  }

  return {
    /** What was said so far. It is void where it does not go on with what was written. */
    *write(text: string): Iterable<UIMessageChunk> {
      if (text === '') yield* takeBack()
      else yield* writeText(text)
    },

    /** "Searching...": for `onData`, never part of the message. */
    *writeStatus(status: string | null): Iterable<UIMessageChunk> {
      if (status !== null && status !== shownStatus) {
        yield { type: 'data-status', data: { text: status }, transient: true }
      }
      shownStatus = status
    },

    /** The reply as it is stored, in place of what was written where they differ. */
    *end({ parts, metadata }: UIContent): Iterable<UIMessageChunk> {
      const [first, ...others] = parts
      let rest = parts
      if (said !== undefined && first !== undefined && isPlainText(first, said)) {
        yield* writeText(first.text)
        yield { type: 'text-end', id: textId() }
        rest = others
      } else {
        yield* takeBack()
      }
      if (rest.length > 0) yield* start()
      for (const part of rest) yield* toChunks(part, nextTextId())
      if (metadata !== undefined && isStarted) {
        yield { type: 'message-metadata', messageMetadata: metadata }
      }
    },
  }
}

/** That goes on with what was said. */
function isPlainText(part: Part, said: string): part is Part & { type: 'text' } {
  return (
    part.type === 'text' &&
    part.citations === undefined &&
    part.providerMetadata === undefined &&
    part.text.startsWith(said)
  )
}
