import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { CommandFailedError } from '../errors.ts'
import { decodeLine, type Line } from './lines.ts'
import { splitLines } from './split-lines.ts'

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
    for await (const text of splitLines(chunksOf(path, signal, progress))) {
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

async function* chunksOf(
  path: string,
  signal: AbortSignal,
  progress: ReadProgress,
): AsyncGenerator<Buffer, void, undefined> {
  const { size } = statSync(path)
  const file = createReadStream(path, { signal })
  const gunzip = path.endsWith('.gz') ? createGunzip() : undefined
  // Errors of the file become errors of the stream that is read.
  const done = gunzip === undefined ? undefined : pipeline(file, gunzip)
  done?.catch(() => undefined)
  for await (const chunk of gunzip ?? file) {
    // A pipe has no size.
    if (size > 0) progress.share = file.bytesRead / size
    yield chunk
  }
  await done
}
