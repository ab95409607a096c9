import { Command } from '@commander-js/extra-typings'
import { type Archive, openArchive } from '../archive/archive.ts'
import { parseName } from '../archive/names.ts'
import { restoreFromArchive } from '../archive/restore.ts'
import { settle } from '../archive/settle.ts'
import { CommandFailedError } from '../errors.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  conversationOption,
  jsonOption,
  maxOpsOption,
  placeOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { startProgress } from '../output/progress.ts'
import { whenStopped, withAdmin } from '../session.ts'
import { unknownText } from './archive.ts'

export function restoreCommand(io: Io) {
  return new Command('restore')
    .description(
      'Give archived conversations back, with ids, seqs and times, for one more REDIS_TTL.',
    )
    .addOption(
      placeOption(
        '--from <place>',
        'where the archive is, as `archive --to`',
      ).makeOptionMandatory(),
    )
    .addOption(tenantOption().makeOptionMandatory())
    .addOption(userOption())
    .addOption(conversationOption())
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep restore --from /mnt/archive --tenant contoso --user ada\n  threadkeep restore --from az://archive/production --tenant contoso --conversation 019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21',
    )
    .action(async ({ from, tenant, user, conversation, json, maxOps }, command) => {
      checkUserHasTenant(command, { tenant, user })
      const counts = { restored: 0, kept: 0 }
      const unknown = await whenStopped(io, 'The same command goes on.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          const archive = await openArchive(from, io)
          const beginning = archive.beginningOf({ tenantId: tenant, userId: user })
          const left = await settle(admin, archive, beginning)
          const total = await count(archive, beginning, conversation)
          let done = 0
          using progress = startProgress(io, 'conversations', () => done / total)
          for await (const name of contents(archive, beginning, conversation)) {
            counts[await restoreFromArchive(admin, archive, name)] += 1
            done += 1
            progress.step()
          }
          return left
        }),
      )
      const { restored, kept } = counts
      const text = `${restored} conversations are back; ${kept} stay in the archive.`
      await io.out(`${json ? JSON.stringify(counts) : text}\n`)
      if (unknown.length > 0) throw new CommandFailedError(unknownText(unknown.length).join('\n'))
    })
}

async function* contents({ store }: Archive, beginning: string, id: string | undefined) {
  for await (const { name } of store.list(beginning)) {
    const parsed = parseName(name)
    if (parsed === undefined || parsed.isPending) continue
    if (id === undefined || parsed.conversationId === id) yield name
  }
}

async function count(archive: Archive, beginning: string, id: string | undefined): Promise<number> {
  let total = 0
  for await (const _ of contents(archive, beginning, id)) total += 1
  return total
}
