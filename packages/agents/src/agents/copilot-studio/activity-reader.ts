import type { AgentEvent } from '../../agent.ts'
import { type Activity, type StreamInfo, streamInfoOf } from './activity.ts'
import { attachedMessages, textMessage } from './to-messages.ts'

interface TextStream {
  /** The text so far. */
  text: string
  /** The sequence number of the piece that comes next. */
  next: number
  /** Pieces that came too early. */
  early: Map<number, string>
}

/** Turns the activities of one turn into events of the agent, each once. */
export function createActivityReader() {
  const streams = new Map<string, TextStream>()
  const read = new Set<string>()
  /** The stream whose text is being written. */
  let current: string | undefined

  function readActivity(activity: Activity): AgentEvent[] {
    // Some platforms send the user's own message back.
    if (activity.from?.role === 'user') return []
    const info = streamInfoOf(activity)
    const streamId = info?.streamId ?? activity.id ?? ''
    if (activity.type === 'typing')
      return info ? readPiece(activity.text ?? '', streamId, info) : []
    return [...readText(activity.text ?? '', streamId), ...readAttached(activity)]
  }

  function readPiece(text: string, streamId: string, info: StreamInfo): AgentEvent[] {
    if (info.streamType === 'informative') return text === '' ? [] : [{ type: 'status', text }]
    // Platforms count from 1, or from 0.
    const first = Math.min(info.streamSequence ?? 1, 1)
    const stream = streams.get(streamId) ?? { text: '', next: first, early: new Map() }
    streams.set(streamId, stream)
    const sequence = info.streamSequence ?? stream.next
    // A resumed stream repeats some pieces.
    if (sequence >= stream.next) stream.early.set(sequence, text)
    let delta = ''
    for (let piece = takeNext(stream); piece !== undefined; piece = takeNext(stream)) delta += piece
    return write(streamId, stream, delta)
  }

  /** The whole text of a message. A stream may have brought its beginning. */
  function readText(text: string, streamId: string): AgentEvent[] {
    const stream = streams.get(streamId)
    if (stream === undefined || !text.startsWith(stream.text)) {
      current = undefined
      return text === '' ? [] : [textMessage(text)]
    }
    const rest = write(streamId, stream, text.slice(stream.text.length))
    streams.set(streamId, { ...stream, next: Number.POSITIVE_INFINITY, early: new Map() })
    return rest
  }

  function readAttached(activity: Activity): AgentEvent[] {
    const messages = attachedMessages(activity)
    if (messages.length > 0) current = undefined
    return messages
  }

  function write(streamId: string, stream: TextStream, delta: string): AgentEvent[] {
    if (delta === '') return []
    stream.text += delta
    // Nothing but a message ends a text: two streams in a row become two paragraphs of one.
    const isAnother = current !== undefined && current !== streamId
    current = streamId
    return [{ type: 'text', delta: isAnother ? `\n\n${delta}` : delta }]
  }

  return {
    /** An activity with an id is read once, however often it comes. */
    read(activity: Activity): AgentEvent[] {
      const { id, type } = activity
      if (type === 'message' && id) {
        if (read.has(id)) return []
        read.add(id)
      }
      return readActivity(activity)
    },
    /** Pieces that waited for others that never came. */
    end(): AgentEvent[] {
      return [...streams].flatMap(([streamId, stream]) => {
        const late = [...stream.early].sort(([a], [b]) => a - b).map(([, text]) => text)
        return write(streamId, stream, late.join(''))
      })
    },
  }
}

function takeNext(stream: TextStream): string | undefined {
  const piece = stream.early.get(stream.next)
  if (piece === undefined) return undefined
  stream.early.delete(stream.next)
  stream.next += 1
  return piece
}
