import { Command, Option } from '@commander-js/extra-typings'
import type { EraseReport, OwnerFilter, StoreAdmin } from '@threadkeep/store/admin'
import { type Archive, openArchive } from '../archive/archive.ts'
import type { Io } from '../io.ts'
import { jsonOption, maxOpsOption, placeOption, tenantOption, userOption } from '../options.ts'
import { counted, printable } from '../output/text.ts'
import { scanProgress, whenStopped, withAdmin } from '../session.ts'

type Meant = OwnerFilter & { tenantId: string }

interface Receipt extends EraseReport {
  tenantId: string
  userId: string | null
  startedAt: string
  endedAt: string
  /** Objects of the archive; null where none was named. */
  archived: number | null
}

export function eraseCommand(io: Io) {
  return new Command('erase')
    .description('Remove every trace of a tenant, or of one user, and print a receipt.')
    .addOption(tenantOption().makeOptionMandatory())
    .addOption(userOption())
    .addOption(new Option('--confirm <tenant>', 'the tenant once more: nothing is removed without'))
    .addOption(placeOption('--archive <place>', 'remove them from this archive as well'))
    .addOption(new Option('--dry-run', 'remove nothing, and say what there is'))
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep erase --tenant contoso --user ada --dry-run\n  threadkeep erase --tenant contoso --user ada --confirm contoso\n  threadkeep erase --tenant contoso --confirm contoso --json > receipt.json',
    )
    .action(async ({ tenant, user, confirm, archive, dryRun, json, maxOps }, command) => {
      if (!dryRun && confirm !== tenant) {
        command.error(
          `error: option '--confirm <tenant>' must be '${printable(tenant)}', as --tenant is`,
        )
      }
      const meant: Meant = { tenantId: tenant, userId: user }
      const hint = 'Not everything is removed. The same command goes on.'
      await whenStopped(io, hint, async () => {
        // Before anything is removed: a place that is mistaken would leave half of it.
        const opened = archive === undefined ? undefined : await openArchive(archive, io)
        await withAdmin(io, { maxOps }, async (admin) => {
          if (dryRun) return io.out(previewText(await count(io, admin, meant), json))
          await io.out(receiptText(await erase(io, admin, meant, opened), json))
        })
      })
    })
}

async function erase(
  io: Io,
  admin: StoreAdmin,
  meant: Meant,
  archive: Archive | undefined,
): Promise<Receipt> {
  using progress = scanProgress(io, admin, 'user')
  const startedAt = new Date().toISOString()
  const report = await admin.erase(meant, progress.step)
  // After Redis, so that pending copies of moves that were cut off are removed as well.
  const archived =
    archive === undefined ? null : await archive.store.removeAll(archive.beginningOf(meant))
  const endedAt = new Date().toISOString()
  const { tenantId, userId = null } = meant
  return { tenantId, userId, startedAt, endedAt, ...report, archived }
}

async function count(io: Io, admin: StoreAdmin, meant: Meant) {
  using progress = scanProgress(io, admin, 'user')
  const found = { owners: 0, conversations: 0, messages: 0 }
  for await (const owner of admin.owners(meant)) {
    found.owners += 1
    for await (const { messages } of admin.forOwner(owner).conversations()) {
      found.conversations += 1
      found.messages += messages
    }
    progress.step()
  }
  return found
}

type Found = Pick<EraseReport, 'owners' | 'conversations' | 'messages'>

const describe = ({ owners, conversations, messages }: Found) =>
  [
    counted(owners, 'user'),
    counted(conversations, 'conversation'),
    counted(messages, 'message'),
  ].join(', ')

function previewText(found: Found, json: true | undefined): string {
  if (json) return `${JSON.stringify({ dryRun: true, ...found })}\n`
  return `Their indexes lead to: ${describe(found)}. Nothing is removed.\n`
}

function receiptText(receipt: Receipt, json: true | undefined): string {
  if (json) return `${JSON.stringify(receipt)}\n`
  const { tenantId, userId, startedAt, endedAt, otherKeys, walks, archived } = receipt
  const whose = userId === null ? `tenant ${tenantId}` : `user ${userId} of tenant ${tenantId}`
  return [
    printable(
      `Erased ${whose}: ${describe(receipt)}, ${counted(otherKeys, 'key')} that no index led to.`,
    ),
    `From ${startedAt} to ${endedAt}, in ${counted(walks, 'walk')} over all keys: the last one found nothing.`,
    ...(archived === null ? [] : [`Removed ${counted(archived, 'object')} from the archive.`]),
    '',
  ].join('\n')
}
