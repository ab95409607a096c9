import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { encodeLine, type Line } from './lines.ts'

/** Only its owner may read the file: it contains all messages. */
const MODE = 0o600

/** The name of the file until it is complete and synced. */
export const unfinishedName = (path: string) => `${path}.part`

export async function writeExport(
  path: string,
  lines: AsyncIterable<Line>,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = unfinishedName(path)
  const file = createWriteStream(unfinished, { mode: MODE, flush: true })
  const texts = Readable.from(encoded(lines))
  await (path.endsWith('.gz')
    ? pipeline(texts, createGzip(), file, { signal })
    : pipeline(texts, file, { signal }))
  await rename(unfinished, path)
}

async function* encoded(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  for await (const line of lines) yield encodeLine(line)
}
