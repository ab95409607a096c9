import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { STATUSES } from '@threadkeep/shared'
import { isStoreError } from '@threadkeep/store'
import {
  ConversationBusyError,
  type ConversationSummary,
  type MoveOutcome,
} from '@threadkeep/store/admin'
import { openOrCreateArchive } from '../archive/archive.ts'
import { moveToArchive } from '../archive/move.ts'
import {
  DURATION_RULE,
  isToArchive,
  type Policy,
  parseDuration,
  parsePolicy,
} from '../archive/policy.ts'
import { settle } from '../archive/settle.ts'
import { CommandFailedError, TooLargeError } from '../errors.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  jsonOption,
  maxOpsOption,
  placeOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { startProgress } from '../output/progress.ts'
import { counted, printable } from '../output/text.ts'
import { findOwners, whenStopped, withAdmin } from '../session.ts'

const EXAMPLES = `
Examples:
  threadkeep archive --older-than 20d --to /mnt/archive
  threadkeep archive --status completed --older-than 30d --to az://archive/production --dry-run
  threadkeep archive --policy retention.json --to https://contoso.blob.core.windows.net/archive`

export function archiveCommand(io: Io) {
  return new Command('archive')
    .description('Move conversations that have not changed for long out of Redis into an archive.')
    .addOption(
      placeOption(
        '--to <place>',
        'a folder, az://<container>/<prefix> or https://<account>.../<container>/<prefix>',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option('--older-than <duration>', 'last changed so long ago: 20d, 12h or 30m').argParser(
        parseAge,
      ),
    )
    .addOption(new Option('--status <status>', 'of this status only').choices(STATUSES))
    .addOption(
      new Option('--policy <file>', 'which ones, by tenant, status and age: docs/cli.md')
        .argParser(readPolicy)
        .conflicts(['olderThan', 'status']),
    )
    .addOption(tenantOption())
    .addOption(userOption())
    .addOption(
      new Option('--hashed-paths', 'for a new archive: names that do not tell tenants and users'),
    )
    .addOption(new Option('--dry-run', 'move nothing, and say what would be moved'))
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options, command) => {
      const { to, tenant, user, hashedPaths, dryRun = false, json, maxOps } = options
      checkUserHasTenant(command, { tenant, user })
      const policy = options.policy ?? policyOf(options)
      if (policy === undefined) {
        return command.error(
          "error: option '--older-than <duration>' or '--policy <file>' is needed",
        )
      }
      warnOfExpiry(io, policy)
      const filter = { tenantId: tenant, userId: user }
      const began = Date.now()
      const isMeant = (tenantId: string, { record, isExpired }: ConversationSummary) =>
        record !== undefined &&
        !isExpired &&
        isToArchive(policy, { tenantId, status: record.status, ageMs: began - record.updatedAt })
      const counts = { moved: 0, changed: 0, gone: 0, unreadable: 0, tooLarge: 0 }
      const failures: string[] = []
      await whenStopped(io, 'The same command goes on.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          const archive = dryRun
            ? undefined
            : await openOrCreateArchive(to, io, hashedPaths ? 'hashed' : undefined)
          if (archive) failures.push(...(await settle(admin, archive, archive.beginningOf(filter))))
          const owners = await findOwners(io, admin, filter)
          let looked = 0
          using progress = startProgress(io, 'conversation', () => looked / owners.length)
          for (const owner of owners) {
            for await (const summary of admin.forOwner(owner).conversations()) {
              if (!isMeant(owner.tenantId, summary)) continue
              const outcome =
                archive === undefined
                  ? 'moved'
                  : await attempt(() => moveToArchive(admin, archive, owner, summary.id))
              counts[outcome] += 1
              if (outcome === 'unreadable' || outcome === 'tooLarge') {
                failures.push(`${owner.tenantId} ${owner.userId} ${summary.id}`)
              }
              progress.step()
            }
            looked += 1
          }
        }),
      )
      const { moved, changed, gone, unreadable, tooLarge } = counts
      const text = dryRun
        ? `${counted(moved, 'conversation')} would be moved.`
        : `Moved ${counted(moved, 'conversation')} into the archive; ${changed + gone} changed meanwhile and stayed.`
      await io.out(`${json ? JSON.stringify({ dryRun, ...counts, failures }) : text}\n`)
      if (failures.length === 0) return
      const what = [
        ...failures.map(printable),
        ...(unreadable > 0 ? [`${counted(unreadable, 'conversation')} cannot be read.`] : []),
        ...(tooLarge > 0
          ? [`Too large for an archive: ${counted(tooLarge, 'conversation')}.`]
          : []),
        ...unknownText(failures.length - unreadable - tooLarge),
      ]
      throw new CommandFailedError(what.join('\n'))
    })
}

/** Of copies that `settle` leaves. */
export const unknownText = (count: number): string[] =>
  count === 0
    ? []
    : [`Cut off, and unknown to this Redis: ${counted(count, 'move')}. See docs/cli.md.`]

async function attempt(
  move: () => Promise<MoveOutcome>,
): Promise<MoveOutcome | 'unreadable' | 'tooLarge'> {
  try {
    return await move()
  } catch (error) {
    if (error instanceof ConversationBusyError) return 'changed'
    if (error instanceof TooLargeError) return 'tooLarge'
    if (!isStoreError(error)) throw error
    if (error.reason === 'CONVERSATION_NOT_FOUND') return 'gone'
    if (error.reason === 'DATA_LOSS') return 'unreadable'
    throw error
  }
}

function policyOf({ olderThan, status }: Pick<Options, 'olderThan' | 'status'>) {
  if (olderThan === undefined) return undefined
  return { rules: [{ status, olderThan, action: 'archive' as const }] }
}

interface Options {
  olderThan?: number | undefined
  status?: (typeof STATUSES)[number] | undefined
}

/** What expires before it is old enough is never archived. */
function warnOfExpiry(io: Io, { rules }: Policy): void {
  const ttlMs = io.redisConfig().ttlSeconds * 1000
  const isLate = rules.some(
    ({ action, olderThan = 0 }) => action === 'archive' && olderThan >= ttlMs,
  )
  if (isLate) io.err('Warning: conversations expire by REDIS_TTL before they are old enough.\n')
}

function parseAge(text: string): number {
  const value = parseDuration(text)
  if (value !== undefined) return value
  throw new InvalidArgumentError(`It ${DURATION_RULE}.`)
}

function readPolicy(file: string): Policy {
  try {
    return parsePolicy(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}
