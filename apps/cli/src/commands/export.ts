import { existsSync } from 'node:fs'
import { Command, Option } from '@commander-js/extra-typings'
import { isStoreError } from '@threadkeep/store'
import {
  ConversationBusyError,
  type ConversationSnapshot,
  type OwnerFilter,
  type StoreAdmin,
} from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import { toLines } from '../export-file/conversation-lines.ts'
import { header, type Line } from '../export-file/lines.ts'
import { writeExport } from '../export-file/write-export.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  jsonOption,
  maxOpsOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { counted, printable } from '../output/text.ts'
import { scanProgress, whenStopped, withAdmin } from '../session.ts'

interface Exported {
  conversations: number
  messages: number
  /** Of conversations that are not in the file, and why. */
  failures: string[]
}

export function exportCommand(io: Io) {
  return new Command('export')
    .description('Write conversations to a file, from which `import` gives them back as they are.')
    .addOption(tenantOption())
    .addOption(userOption())
    .addOption(
      new Option('--out <file>', 'the file, compressed if it ends in .gz').makeOptionMandatory(),
    )
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep export --out everything.ndjson.gz\n  threadkeep export --tenant contoso --user ada --out ada.ndjson',
    )
    .action(async ({ tenant, user, out, json, maxOps }, command) => {
      checkUserHasTenant(command, { tenant, user })
      if (existsSync(out))
        command.error(`error: option '--out <file>' names a file that exists: ${out}`)
      const exported: Exported = { conversations: 0, messages: 0, failures: [] }
      const hint = `There is no ${out}. The same command begins again.`
      await whenStopped(io, hint, () =>
        withAdmin(io, { maxOps }, (admin) => {
          const lines = linesOf(io, admin, { tenantId: tenant, userId: user }, exported)
          return writeExport(out, lines, io.signal)
        }),
      )
      const { conversations, messages, failures } = exported
      const what = `${counted(conversations, 'conversation')} with ${counted(messages, 'message')}`
      await io.out(
        `${json ? JSON.stringify({ file: out, ...exported }) : `Exported ${what} to ${out}.`}\n`,
      )
      if (failures.length > 0) {
        throw new CommandFailedError(
          `${failures.map(printable).join('\n')}\nLeft out: ${counted(failures.length, 'conversation')}.`,
        )
      }
    })
}

async function* linesOf(
  io: Io,
  admin: StoreAdmin,
  filter: OwnerFilter,
  exported: Exported,
): AsyncGenerator<Line> {
  using progress = scanProgress(io, admin, 'conversation')
  yield header(admin.layout)
  for await (const { owner, id } of admin.conversations(filter)) {
    const taken = await take(() => admin.forOwner(owner).snapshot(id))
    if (typeof taken === 'string') {
      exported.failures.push(`${owner.tenantId} ${owner.userId} ${id}: ${taken}`)
    } else if (taken !== undefined) {
      yield* toLines(owner, taken)
      exported.conversations += 1
      exported.messages += taken.messages.length
    }
    progress.step()
  }
  const { conversations, messages } = exported
  yield { type: 'end', conversations, messages }
}

/** Undefined if it was deleted or has expired since the scan; a text: why it cannot be exported. */
async function take(
  snapshot: () => Promise<ConversationSnapshot>,
): Promise<ConversationSnapshot | string | undefined> {
  try {
    return await snapshot()
  } catch (error) {
    if (error instanceof ConversationBusyError) return error.message
    if (!isStoreError(error)) throw error
    if (error.reason === 'CONVERSATION_NOT_FOUND') return undefined
    if (error.reason === 'DATA_LOSS') return error.message
    throw error
  }
}
