import { Command } from '@commander-js/extra-typings'
import { isStoreError } from '@threadkeep/store'
import { type Archive, openArchive } from '../archive/archive.ts'
import { parseName } from '../archive/names.ts'
import { restoreFromArchive } from '../archive/restore.ts'
import { settle } from '../archive/settle.ts'
import { CommandFailedError, DamagedObjectError } from '../errors.ts'
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
import { counted, printable } from '../output/text.ts'
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
      const failures: string[] = []
      const unknown = await whenStopped(io, 'The same command goes on.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          const archive = await openArchive(from, io)
          const beginning = archive.beginningOf({ tenantId: tenant, userId: user })
          const left = await settle(admin, archive, beginning)
          const total = await count(archive, beginning, conversation)
          let done = 0
          using progress = startProgress(io, 'conversation', () => done / total)
          for await (const name of contents(archive, beginning, conversation)) {
            try {
              counts[await restoreFromArchive(admin, archive, name)] += 1
            } catch (error) {
              const damage = damageOf(name, error)
              if (damage === undefined) throw error
              failures.push(printable(damage))
            }
            done += 1
            progress.step()
          }
          return left
        }),
      )
      const { restored, kept } = counts
      const text = `Restored ${counted(restored, 'conversation')}; ${kept} stayed in the archive.`
      await io.out(`${json ? JSON.stringify(counts) : text}\n`)
      const what = [...failures, ...unknown.map(printable), ...unknownText(unknown.length)]
      if (what.length > 0) throw new CommandFailedError(what.join('\n'))
    })
}

/** Undefined for a failure that is not of this object alone: it stays, and the others are given back. */
function damageOf(name: string, error: unknown): string | undefined {
  if (error instanceof DamagedObjectError) return error.message
  const isLost = isStoreError(error) && error.reason === 'DATA_LOSS'
  return isLost ? `${name}: ${error.message}` : undefined
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
