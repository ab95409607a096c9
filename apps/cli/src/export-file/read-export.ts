import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { CommandFailedError } from '../errors.ts'
import { decodeLine, type Line } from './lines.ts'

/** A part of a conversation has at most half a MiB, unless a single message is larger. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024

export interface ReadProgress {
  /** How much of the file was read, from 0 to 1. */
  share: number
}

/** Its lines from the first on, each checked. Rejects with a CommandFailedError that names the place. */
export async function* readExport(
  path: string,
  signal: AbortSignal,
  progress: ReadProgress = { share: 0 },
): AsyncGenerator<Line, void, undefined> {
  let number = 0
  try {
    for await (const text of linesOf(path, signal, progress)) {
      number += 1
      yield decodeLine(text)
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error
    if (error instanceof CommandFailedError) throw error
    const place = number === 0 ? '' : ` line ${number}`
    throw new CommandFailedError(`${path}${place}: ${error.message}`)
  }
}

async function* linesOf(
  path: string,
  signal: AbortSignal,
  progress: ReadProgress,
): AsyncGenerator<string> {
  const { size } = statSync(path)
  const file = createReadStream(path, { signal })
  const gunzip = path.endsWith('.gz') ? createGunzip() : undefined
  // Errors of the file become errors of the stream that is read.
  const done = gunzip === undefined ? undefined : pipeline(file, gunzip)
  done?.catch(() => undefined)
  let rest = Buffer.alloc(0)
  for await (const chunk of gunzip ?? file) {
    rest = Buffer.concat([rest, chunk])
    // A pipe has no size.
    if (size > 0) progress.share = file.bytesRead / size
    let from = 0
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
      yield rest.toString('utf8', from, end)
      from = end + 1
    }
    rest = rest.subarray(from)
    if (rest.length > LONGEST_LINE_BYTES) throw new Error('a line is too long for an export')
  }
  await done
  if (rest.length > 0) throw new Error('the file ends in the middle of a line')
}
