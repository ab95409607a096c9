import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { ConversationIdSchema, OwnerSchema } from '@threadkeep/shared'
import type { z } from 'zod'

/** Enough for 20,000 conversations a minute, and little beside thousands of calls a second. */
const DEFAULT_MAX_OPS = 500
const MOST_OPS = 100_000

const parseTenant = parserOf(OwnerSchema.shape.tenantId)
const parseUser = parserOf(OwnerSchema.shape.userId)
const parseConversation = parserOf(ConversationIdSchema)

export const tenantOption = () =>
  new Option('--tenant <id>', 'of this tenant only').argParser(parseTenant)
export const userOption = () =>
  new Option('--user <id>', 'of this user only; needs --tenant').argParser(parseUser)
export const conversationOption = () =>
  new Option('--conversation <id>', 'the conversation').argParser(parseConversation)
export const jsonOption = () => new Option('--json', 'print JSON, for programs')
export const maxOpsOption = () =>
  new Option('--max-ops <n>', 'most calls to Redis a second')
    .argParser(parseMaxOps)
    .default(DEFAULT_MAX_OPS)

/** Where an archive lies; see docs/cli.md. `flags`: of the option. */
export const placeOption = <Flags extends string>(flags: Flags, words: string) =>
  new Option(flags, words).argParser(parsePlace)

/** A user id needs its tenant: two tenants may have users of the same id. */
export function checkUserHasTenant(
  command: Pick<Command, 'error'>,
  { tenant, user }: { tenant?: string | undefined; user?: string | undefined },
): void {
  if (user === undefined || tenant !== undefined) return
  command.error("error: option '--user <id>' needs option '--tenant <id>'")
}

function parseMaxOps(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= MOST_OPS) return value
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_OPS}.`)
}

/** Without a part that nothing would look at: only a signature is a query. */
const IS_BLOB_URL = /^(?:az:\/\/[a-z0-9-]+(?:\/[^?#]*)?|https:\/\/[^/?#]+\/[^/?#]+[^#]*)$/

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(new URL(url).pathname)
    return true
  } catch {
    return false
  }
}

/** What looks like a URL of something else would become a folder of that name. */
function parsePlace(text: string): string {
  if (!/^[\w+.-]+:\/\//.test(text)) return text
  if (IS_BLOB_URL.test(text) && isDecodable(text)) return text
  throw new InvalidArgumentError(
    'It must be a folder, az://<container>/<prefix> or https://<account>.../<container>/<prefix>.',
  )
}

function parserOf(schema: z.ZodType<string>): (text: string) => string {
  return (text) => {
    const parsed = schema.safeParse(text)
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message}.`)
  }
}
