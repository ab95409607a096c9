import { gzipSync } from 'node:zlib'
import type { ConversationSnapshot } from '@threadkeep/store/admin'
import { describe, expect, it } from 'vitest'
import { decodeContent, encodeContent } from '../src/archive/content.ts'
import { DamagedObjectError, TooLargeError } from '../src/errors.ts'
import { toLines } from '../src/export-file/conversation-lines.ts'
import { encodeLine, header, type Line } from '../src/export-file/lines.ts'

const OWNER = { tenantId: 'contoso', userId: 'ada' }
const LAYOUT = 2

function snapshotOf(messages: string[]): ConversationSnapshot {
  const id = '019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21'
  return { id, record: 'record', fields: [], messages, externalId: '' }
}

/** Of several parts: half a MiB is the most that one has. */
const LONG = Array.from({ length: 12 }, (_, index) => `${index}${'"\\ü'.repeat(33_000)}`)

const SOUND: Line[] = [
  header(LAYOUT),
  ...toLines(OWNER, snapshotOf(LONG)),
  { type: 'end', conversations: 1, messages: LONG.length },
]
const [HEAD, FIRST, SECOND, THIRD, END] = SOUND

const objectOf = (lines: (Line | undefined)[]) =>
  gzipSync(lines.map((line) => (line ? encodeLine(line) : '')).join(''))

async function messagesIn(content: Buffer, mostBytes?: number): Promise<string[]> {
  const { parts } = await decodeContent('name', content, mostBytes)
  const messages: string[] = []
  for await (const part of parts()) {
    expect(part.before).toBe(messages.length)
    messages.push(...part.messages)
  }
  return messages
}

describe('an archived conversation', () => {
  it('of several parts is given back as it was', async () => {
    expect(SOUND).toHaveLength(5)
    const content = await encodeContent(OWNER, snapshotOf(LONG), LAYOUT)
    expect(await messagesIn(content)).toEqual(LONG)
    expect(await decodeContent('name', content)).toMatchObject({
      owner: OWNER,
      layout: LAYOUT,
      id: snapshotOf([]).id,
      record: 'record',
    })
    expect(await messagesIn(await encodeContent(OWNER, snapshotOf([]), LAYOUT))).toEqual([])
  })

  it.each([
    ['no lines', []],
    ['no header', [FIRST, SECOND, THIRD, END]],
    ['no conversation', [HEAD, END]],
    ['messages before their conversation', [HEAD, SECOND, THIRD, END]],
    ['no further part', [HEAD, FIRST, END]],
    ['a part too few', [HEAD, FIRST, THIRD, END]],
    ['a part too many', [HEAD, FIRST, SECOND, THIRD, THIRD, END]],
    ['no end', [HEAD, FIRST, SECOND, THIRD]],
    ['two conversations', [HEAD, FIRST, SECOND, THIRD, FIRST, SECOND, THIRD, END]],
    ['a line after the end', [...SOUND, END]],
  ])('with %s is damaged', async (_what, lines) => {
    await expect(decodeContent('name', objectOf(lines))).rejects.toThrow(DamagedObjectError)
  })

  it('that is no gzip, or ends early, is damaged', async () => {
    const content = objectOf(SOUND)
    for (const broken of [Buffer.from('x'), content.subarray(0, -9), Buffer.alloc(0)]) {
      await expect(decodeContent('name', broken)).rejects.toThrow(/^name is damaged: /)
    }
  })

  it('is not read on where it unpacks to more than a conversation may be', async () => {
    const content = objectOf(SOUND)
    const bytes = SOUND.map(encodeLine).join('').length
    await expect(messagesIn(content, bytes)).rejects.toThrow(
      'holds more than a conversation may be',
    )
    expect(await messagesIn(content, 2 * bytes)).toEqual(LONG)
    const zeros = gzipSync(Buffer.alloc(65 * 1024 * 1024))
    expect(zeros.length).toBeLessThan(100_000)
    await expect(decodeContent('name', zeros)).rejects.toThrow('a line is too long for an export')
  })

  it('is not written where it could not be given back', async () => {
    const messages = new Array<string>(1025).fill('x'.repeat(1024 * 1024))
    const written = encodeContent(OWNER, snapshotOf(messages), LAYOUT)
    await expect(written).rejects.toThrow(TooLargeError)
  })
})
