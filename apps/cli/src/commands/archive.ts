import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { STATUSES } from '@threadkeep/shared'
import { isStoreError } from '@threadkeep/store'
import {
  ConversationBusyError,
  type ConversationSummary,
  type MoveOutcome,
} from '@threadkeep/store/admin'
import { moveToArchive, settle } from '../archive/move.ts'
import { beginningOf } from '../archive/names.ts'
import { openArchive } from '../archive/open-archive.ts'
import { CommandFailedError } from '../errors.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  jsonOption,
  maxOpsOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { printable } from '../output/text.ts'
import { scanProgress, whenStopped, withAdmin } from '../session.ts'

export function archiveCommand(io: Io) {
  return new Command('archive')
    .description('Move conversations that have not changed for long out of Redis into a folder.')
    .addOption(new Option('--to <folder>', 'where the archive is').makeOptionMandatory())
    .addOption(
      new Option('--older-than <duration>', 'last changed so long ago: 20d, 12h or 30m')
        .argParser(parseDuration)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--status <status>', 'of this status only').choices(STATUSES))
    .addOption(tenantOption())
    .addOption(userOption())
    .addOption(new Option('--dry-run', 'move nothing, and say what would be moved'))
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep archive --older-than 20d --to /mnt/archive\n  threadkeep archive --status completed --older-than 30d --to /mnt/archive --dry-run',
    )
    .action(async (options, command) => {
      const { to, olderThan, status, tenant, user, dryRun = false, json, maxOps } = options
      checkUserHasTenant(command, { tenant, user })
      const filter = { tenantId: tenant, userId: user }
      const latest = Date.now() - olderThan
      const isMeant = ({ record, isExpired }: ConversationSummary) =>
        record !== undefined &&
        !isExpired &&
        record.updatedAt <= latest &&
        (status === undefined || record.status === status)
      const archive = openArchive(to)
      const counts = { moved: 0, changed: 0, gone: 0, unreadable: 0 }
      const failures: string[] = []
      await whenStopped(io, 'The same command goes on.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          using progress = scanProgress(io, admin, 'conversations')
          if (!dryRun) await settle(admin, archive, beginningOf(filter))
          for await (const owner of admin.owners(filter)) {
            for await (const summary of admin.forOwner(owner).conversations()) {
              if (!isMeant(summary)) continue
              const outcome = dryRun
                ? 'moved'
                : await attempt(() => moveToArchive(admin, archive, owner, summary.id))
              counts[outcome] += 1
              if (outcome === 'unreadable') {
                failures.push(`${owner.tenantId} ${owner.userId} ${summary.id}`)
              }
              progress.step()
            }
          }
        }),
      )
      const { moved, changed, gone } = counts
      const text = dryRun
        ? `${moved} conversations would be moved.`
        : `${moved} conversations are in the archive; ${changed + gone} changed meanwhile and stay.`
      await io.out(`${json ? JSON.stringify({ dryRun, ...counts, failures }) : text}\n`)
      if (failures.length === 0) return
      const lines = failures.map(printable).join('\n')
      throw new CommandFailedError(`${lines}\n${failures.length} conversations cannot be read.`)
    })
}

async function attempt(move: () => Promise<MoveOutcome>): Promise<MoveOutcome | 'unreadable'> {
  try {
    return await move()
  } catch (error) {
    if (error instanceof ConversationBusyError) return 'changed'
    if (!isStoreError(error)) throw error
    if (error.reason === 'CONVERSATION_NOT_FOUND') return 'gone'
    if (error.reason === 'DATA_LOSS') return 'unreadable'
    throw error
  }
}

const MILLISECONDS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const

function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,5})([dhm])$/.exec(text) ?? []
  const factor = Object.entries(MILLISECONDS).find(([name]) => name === unit)?.[1]
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor
  throw new InvalidArgumentError('It must be a number of days, hours or minutes: 20d, 12h or 30m.')
}
