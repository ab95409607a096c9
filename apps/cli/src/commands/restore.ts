import { Command, Option } from '@commander-js/extra-typings'
import { settle } from '../archive/move.ts'
import { beginningOf, parseName } from '../archive/names.ts'
import { openArchive } from '../archive/open-archive.ts'
import { restoreFromArchive } from '../archive/restore.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  conversationOption,
  jsonOption,
  maxOpsOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { startProgress } from '../output/progress.ts'
import { whenStopped, withAdmin } from '../session.ts'

export function restoreCommand(io: Io) {
  return new Command('restore')
    .description(
      'Give archived conversations back, with ids, seqs and times, for one more REDIS_TTL.',
    )
    .addOption(new Option('--from <folder>', 'where the archive is').makeOptionMandatory())
    .addOption(tenantOption().makeOptionMandatory())
    .addOption(userOption())
    .addOption(conversationOption())
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExample:\n  threadkeep restore --from /mnt/archive --tenant contoso --user ada',
    )
    .action(async ({ from, tenant, user, conversation, json, maxOps }, command) => {
      checkUserHasTenant(command, { tenant, user })
      const archive = openArchive(from)
      const beginning = beginningOf({ tenantId: tenant, userId: user })
      const counts = { restored: 0, kept: 0 }
      await whenStopped(io, 'The same command goes on.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          using progress = startProgress(io, 'conversations', () => undefined)
          await settle(admin, archive, beginning)
          for await (const name of archive.list(beginning)) {
            const parsed = parseName(name)
            if (parsed === undefined || parsed.pendingRevision !== undefined) continue
            if (conversation !== undefined && parsed.conversationId !== conversation) continue
            counts[await restoreFromArchive(admin, archive, name)] += 1
            progress.step()
          }
        }),
      )
      const { restored, kept } = counts
      const text = `${restored} conversations are back; ${kept} stay in the archive.`
      await io.out(`${json ? JSON.stringify(counts) : text}\n`)
    })
}
