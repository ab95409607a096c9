import { gunzipSync, gzipSync } from 'node:zlib'
import { type Owner, OwnerSchema } from '@threadkeep/shared'
import type { ConversationPart, ConversationSnapshot } from '@threadkeep/store/admin'
import { DamagedObjectError } from '../errors.ts'
import { toLines, toPart } from '../export-file/conversation-lines.ts'
import { type ConversationLine, decodeLine, encodeLine, header } from '../export-file/lines.ts'

/** A conversation as an export of its own: `threadkeep import` reads it as well. */
export function encodeContent(
  owner: Owner,
  snapshot: ConversationSnapshot,
  layout: number,
): Buffer {
  const lines = [
    header(layout),
    ...toLines(owner, snapshot),
    { type: 'end', conversations: 1, messages: snapshot.messages.length } as const,
  ]
  return gzipSync(lines.map(encodeLine).join(''))
}

export interface ArchivedContent {
  owner: Owner
  layout: number
  parts: ConversationPart[]
}

/** Rejects what is not whole. `name`: for the message. */
export function decodeContent(name: string, content: Buffer): ArchivedContent {
  try {
    return decode(gunzipSync(content).toString())
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DamagedObjectError(`${name} is damaged: ${why}`)
  }
}

function decode(text: string): ArchivedContent {
  const [first, ...lines] = text.trimEnd().split('\n').map(decodeLine)
  const last = lines.pop()
  let conversation: ConversationLine | undefined
  let before = 0
  const parts: ConversationPart[] = []
  for (const line of lines) {
    if (line.type === 'conversation') conversation ??= line
    else if (line.type !== 'messages') throw new Error(`a line of type ${line.type}`)
    if (conversation === undefined) throw new Error('no conversation')
    parts.push(toPart(conversation, line, before))
    before += line.messages.length
  }
  const isWhole =
    first?.type === 'header' &&
    last?.type === 'end' &&
    last.messages === before &&
    parts.at(-1)?.isLast === true
  if (!isWhole || conversation === undefined) throw new Error('lines are missing')
  const { tenantId, userId } = conversation
  return { owner: { tenantId, userId }, layout: first.layout, parts }
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
