import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CommandFailedError } from '../errors.ts'
import { encodeLine, type Line } from './lines.ts'

/** Only its owner may read the file: it contains all messages. */
const MODE = 0o600

/** The file appears under its name when it is complete and synced. */
export async function writeExport(
  path: string,
  lines: AsyncIterable<Line>,
  signal: AbortSignal,
): Promise<void> {
  // Of this run alone: two runs at once would write into one file, and both call it complete.
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`
  const file = createWriteStream(unfinished, { flags: 'wx', mode: MODE, flush: true })
  const texts = Readable.from(encoded(lines))
  try {
    await (path.endsWith('.gz')
      ? pipeline(texts, createGzip(), file, { signal })
      : pipeline(texts, file, { signal }))
    if (existsSync(path))
      throw new CommandFailedError(`${path} was written by another run meanwhile`)
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function* encoded(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  for await (const line of lines) yield encodeLine(line)
}
