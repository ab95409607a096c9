import { Command } from '@commander-js/extra-typings'
import type { ImportOutcome, StoreAdmin } from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import { toPart } from '../export-file/conversation-lines.ts'
import type { ConversationLine, Line } from '../export-file/lines.ts'
import { readExport } from '../export-file/read-export.ts'
import type { Io } from '../io.ts'
import { jsonOption, maxOpsOption } from '../options.ts'
import { startProgress } from '../output/progress.ts'
import { counted } from '../output/text.ts'
import { whenStopped, withAdmin } from '../session.ts'

type Counts = Record<Exclude<ImportOutcome, 'collected'> | 'messages', number>

export function importCommand(io: Io) {
  return new Command('import')
    .description(
      'Give back what `export` wrote, with ids, seqs and times. What is there already stays as it is.',
    )
    .argument('<file>', 'the file, compressed if it ends in .gz')
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText('after', '\nExample:\n  threadkeep import everything.ndjson.gz')
    .action(async (file, { json, maxOps }) => {
      const hint = 'What came so far is there. The same command goes on.'
      const counts = await whenStopped(io, hint, () =>
        withAdmin(io, { maxOps }, (admin) => importFile(io, admin, file)),
      )
      await io.out(`${json ? JSON.stringify(counts) : toText(counts)}\n`)
    })
}

async function importFile(io: Io, admin: StoreAdmin, file: string): Promise<Counts> {
  const read = { share: 0 }
  using progress = startProgress(io, 'conversation', () => read.share)
  const counts = { imported: 0, present: 0, differs: 0, deleted: 0, expired: 0, messages: 0 }
  let [conversations, messages] = [0, 0]
  let open: { conversation: ConversationLine; before: number } | undefined
  let isFirst = true
  for await (const line of readExport(file, io.signal, read)) {
    if (isFirst !== (line.type === 'header')) throw misplaced(file, line)
    isFirst = false
    if (line.type === 'header') {
      checkLayout(file, line.layout, admin.layout)
      continue
    }
    if ((open !== undefined) !== (line.type === 'messages')) throw misplaced(file, line)
    if (line.type === 'end') {
      if (line.conversations === conversations && line.messages === messages) return counts
      throw new CommandFailedError(`${file}: lines are missing. Export anew.`)
    }
    if (line.type === 'conversation') open = { conversation: line, before: 0 }
    if (open === undefined) throw misplaced(file, line)
    const { conversation, before } = open
    const { tenantId, userId } = conversation
    const part = toPart(conversation, line, before)
    const outcome = await admin.forOwner({ tenantId, userId }).importPart(part)
    messages += line.messages.length
    open = line.more ? { conversation, before: before + line.messages.length } : undefined
    if (open !== undefined) continue
    conversations += 1
    progress.step()
    if (outcome !== 'collected') counts[outcome] += 1
    if (outcome === 'imported') counts.messages += before + line.messages.length
  }
  throw new CommandFailedError(`${file}: it ends early. Export anew; what was in it is imported.`)
}

/** Servers of the previous release may run on this Redis, and could not read it. */
function checkLayout(file: string, layout: number, here: number): void {
  if (layout <= here) return
  throw new CommandFailedError(
    `${file} has layout ${layout}, and servers here write ${here}: raise it first (docs/upgrades.md).`,
  )
}

function misplaced(file: string, { type }: Line): CommandFailedError {
  return new CommandFailedError(`${file}: a line of type ${type} is out of place. Export anew.`)
}

function toText({ imported, messages, present, differs, deleted, expired }: Counts): string {
  const others = [
    [present, 'there already'],
    [differs, 'there and changed since, left as it is'],
    [deleted, 'deleted since, left out'],
    [expired, 'expired, left out'],
  ] as const
  const lines = others.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}.`)
  const what = `${counted(imported, 'conversation')} with ${counted(messages, 'message')}`
  return [`Imported ${what}.`, ...lines].join('\n')
}
