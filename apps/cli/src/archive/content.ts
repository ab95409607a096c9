import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { type Owner, OwnerSchema } from '@threadkeep/shared'
import type { ConversationPart, ConversationSnapshot } from '@threadkeep/store/admin'
import { DamagedObjectError, TooLargeError } from '../errors.ts'
import { toLines, toPart } from '../export-file/conversation-lines.ts'
import {
  type ConversationLine,
  decodeLine,
  encodeLine,
  header,
  type Line,
} from '../export-file/lines.ts'
import { splitLines } from '../export-file/split-lines.ts'
import { MOST_OBJECT_BYTES } from './archive-store.ts'

/** JSON within JSON: a character that is escaped takes twice its bytes. */
const MOST_TEXT_BYTES = 3 * MOST_OBJECT_BYTES

/**
 * A conversation as an export of its own: `threadkeep import` reads it as well. Rejects with TooLargeError
 * for one that could not be read back.
 */
export async function encodeContent(
  owner: Owner,
  snapshot: ConversationSnapshot,
  layout: number,
): Promise<Buffer> {
  let bytes = 0
  for (const message of snapshot.messages) bytes += Buffer.byteLength(message)
  if (bytes > MOST_OBJECT_BYTES) throw new TooLargeError(snapshot.id)
  return pipeline(Readable.from(textsOf(owner, snapshot, layout)), createGzip(), buffer)
}

function* textsOf(
  owner: Owner,
  snapshot: ConversationSnapshot,
  layout: number,
): Generator<string, void, undefined> {
  yield encodeLine(header(layout))
  for (const line of toLines(owner, snapshot)) yield encodeLine(line)
  yield encodeLine({ type: 'end', conversations: 1, messages: snapshot.messages.length })
}

export interface ArchivedContent {
  owner: Owner
  layout: number
  id: string
  record: string
  /** One at a time: all of them may be more than there is memory for. */
  parts(): AsyncGenerator<ConversationPart, void, undefined>
}

/**
 * Rejects with DamagedObjectError what is not whole, and what unpacks to more than a conversation may be.
 * `name`: for the message.
 */
export async function decodeContent(
  name: string,
  content: Buffer,
  mostBytes = MOST_TEXT_BYTES,
): Promise<ArchivedContent> {
  try {
    let first: ArchivedPart | undefined
    // Read to the end first: a damaged object must not be restored in part.
    for await (const each of partsOf(content, mostBytes)) first ??= each
    if (first === undefined) throw new Error('no conversation')
    const { layout, owner, part } = first
    return {
      owner,
      layout,
      id: part.id,
      record: part.record,
      async *parts() {
        for await (const each of partsOf(content, mostBytes)) yield each.part
      },
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DamagedObjectError(`${name} is damaged: ${why}`)
  }
}

interface ArchivedPart {
  layout: number
  owner: Owner
  part: ConversationPart
}

async function* partsOf(
  content: Buffer,
  mostBytes: number,
): AsyncGenerator<ArchivedPart, void, undefined> {
  let next: Line['type'] | 'nothing' = 'header'
  let [layout, before] = [0, 0]
  let conversation: ConversationLine | undefined
  for await (const text of splitLines(unpacked(content, mostBytes))) {
    const line = decodeLine(text)
    assertType(line, next)
    if (line.type === 'header') {
      layout = line.layout
      next = 'conversation'
    } else if (line.type === 'end') {
      if (line.messages !== before) throw new Error('lines are missing')
      next = 'nothing'
    } else {
      if (line.type === 'conversation') conversation = line
      if (conversation === undefined) throw new Error('no conversation')
      const { tenantId, userId } = conversation
      yield { layout, owner: { tenantId, userId }, part: toPart(conversation, line, before) }
      before += line.messages.length
      next = line.more ? 'messages' : 'end'
    }
  }
  if (next !== 'nothing') throw new Error('lines are missing')
}

function assertType({ type }: Line, expected: Line['type'] | 'nothing'): void {
  if (type !== expected) throw new Error(`a line of type ${type}, where ${expected} belongs`)
}

/** A small object may unpack to any size. */
async function* unpacked(
  content: Buffer,
  mostBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip()
  gunzip.end(content)
  let bytes = 0
  for await (const chunk of gunzip) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error('it holds more than a conversation may be')
    yield chunk
  }
}

/** Whose conversation it is that is on its way: names may not tell that. */
export function encodeMark({ tenantId, userId }: Owner): Buffer {
  return Buffer.from(JSON.stringify({ tenantId, userId }))
}

/** Undefined where the mark is damaged. */
export function decodeMark(mark: Buffer): Owner | undefined {
  try {
    return OwnerSchema.parse(JSON.parse(mark.toString()))
  } catch {
    return undefined
  }
}
