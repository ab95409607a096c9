/** A part of a conversation has at most half a MiB, unless a single message is larger. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024

/** Throws an Error for a line without an end, or one that no export has. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<string, void, undefined> {
  let pieces: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, end)]).toString()
      pieces = []
      bytes = 0
      from = end + 1
    }
    const rest = chunk.subarray(from)
    pieces.push(rest)
    bytes += rest.length
    if (bytes > LONGEST_LINE_BYTES) throw new Error('a line is too long for an export')
  }
  if (bytes > 0) throw new Error('the file ends in the middle of a line')
}
