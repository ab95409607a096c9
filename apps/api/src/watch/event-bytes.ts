/** A chunk of HTTP/1.1 that holds an event. */
export function toChunk(event: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`)
}

/** What a chunk holds. */
export function fromChunk(chunk: Buffer): Buffer {
  return chunk.subarray(chunk.indexOf('\n') + 1, -'\r\n'.length)
}

/**
 * Remembers what is sent for an event, for as long as the event lives. The watches of a conversation
 * share its events, so each event is serialized once, however many watch.
 */
export function memoizeEventBytes(
  toBytes: (id: string, event: unknown) => Buffer,
): (id: string, event: unknown) => Buffer {
  const sent = new WeakMap<object, { id: string; bytes: Buffer }>()
  return (id, event) => {
    if (typeof event !== 'object' || event === null) return toBytes(id, event)
    const known = sent.get(event)
    if (known?.id === id) return known.bytes
    const bytes = toBytes(id, event)
    sent.set(event, { id, bytes })
    return bytes
  }
}
