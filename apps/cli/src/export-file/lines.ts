import { createHash } from 'node:crypto'
import { ConversationIdSchema, OwnerSchema } from '@threadkeep/shared'
import { z } from 'zod'

/*
 * The lines of an export, each `{"sha256":"<checksum>","data":<JSON>}`. The checksum, in base64url, is that
 * of the bytes of <JSON> as they stand. docs/cli.md describes them for other programs.
 */

const FORMAT = 'threadkeep-export'
const VERSION = 1

const HeaderSchema = z.strictObject({
  type: z.literal('header'),
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** The layout that the records and messages are in; see docs/upgrades.md. */
  layout: z.int().min(1),
  exportedAt: z.iso.datetime(),
})

const MessagesShape = {
  messages: z.array(z.string()),
  /** Further messages of this conversation are on the next line. */
  more: z.boolean(),
}

const ConversationSchema = z.strictObject({
  type: z.literal('conversation'),
  ...OwnerSchema.shape,
  id: ConversationIdSchema,
  record: z.string(),
  fields: z.array(z.string()).refine(({ length }) => length % 2 === 0, 'must be pairs'),
  externalId: z.string(),
  ...MessagesShape,
})

const MessagesSchema = z.strictObject({ type: z.literal('messages'), ...MessagesShape })

const EndSchema = z.strictObject({
  type: z.literal('end'),
  conversations: z.int().min(0),
  messages: z.int().min(0),
})

const LineSchema = z.discriminatedUnion('type', [
  HeaderSchema,
  ConversationSchema,
  MessagesSchema,
  EndSchema,
])

export type Line = z.infer<typeof LineSchema>
export type ConversationLine = z.infer<typeof ConversationSchema>
export type EndLine = z.infer<typeof EndSchema>

export function header(layout: number): Line {
  const exportedAt = new Date().toISOString()
  return { type: 'header', format: FORMAT, version: VERSION, layout, exportedAt }
}

const BEGINNING = '{"sha256":"'
const MIDDLE = '","data":'
const CHECKSUM_LENGTH = 43

export function encodeLine(line: Line): string {
  return withChecksum(JSON.stringify(line))
}

/** A line of this JSON, whatever it says. */
export function withChecksum(data: string): string {
  return `${BEGINNING}${checksum(data)}${MIDDLE}${data}}\n`
}

/** Throws an Error that says what is wrong with it. */
export function decodeLine(text: string): Line {
  const middle = BEGINNING.length + CHECKSUM_LENGTH
  const isWhole =
    text.startsWith(BEGINNING) && text.startsWith(MIDDLE, middle) && text.endsWith('}')
  if (!isWhole) throw new Error('is no line of an export')
  const data = text.slice(middle + MIDDLE.length, -1)
  if (checksum(data) !== text.slice(BEGINNING.length, middle)) {
    throw new Error('does not have the checksum that it says')
  }
  const line = LineSchema.safeParse(JSON.parse(data))
  if (line.success) return line.data
  const [issue] = line.error.issues
  throw new Error(`is of another version: ${issue?.path.join('.')} ${issue?.message}`)
}

function checksum(data: string): string {
  return createHash('sha256').update(data).digest('base64url')
}
