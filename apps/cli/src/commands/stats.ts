import { Command } from '@commander-js/extra-typings'
import { STATUSES, type Status } from '@threadkeep/shared'
import type { ConversationSummary } from '@threadkeep/store/admin'
import type { Io } from '../io.ts'
import { jsonOption, maxOpsOption, tenantOption } from '../options.ts'
import { startProgress } from '../output/progress.ts'
import { formatBytes, table } from '../output/text.ts'
import { findOwners, withAdmin } from '../session.ts'

/** What a conversation counts as: its status, or why it has none. */
type Group = Status | 'expired' | 'unreadable'
const GROUPS: readonly Group[] = [...STATUSES, 'expired', 'unreadable']

interface Count {
  conversations: number
  messages: number
  /** Null where the Redis user may not ask for it. */
  bytes: number | null
}

interface TenantStats {
  tenantId: string
  owners: number
  statuses: Record<Group, Count>
}

export function statsCommand(io: Io) {
  return new Command('stats')
    .description('Count conversations, messages and bytes of memory by tenant and status.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep stats\n  threadkeep stats --tenant contoso --json',
    )
    .action(async ({ tenant, json, maxOps }) => {
      const tenants = await withAdmin(io, { maxOps }, async (admin) => {
        const owners = await findOwners(io, admin, { tenantId: tenant })
        let looked = 0
        using progress = startProgress(io, 'conversation', () => looked / owners.length)
        const found = new Map<string, TenantStats>()
        for (const owner of owners) {
          const stats = found.get(owner.tenantId) ?? emptyStats(owner.tenantId)
          found.set(owner.tenantId, stats)
          stats.owners += 1
          for await (const summary of admin.forOwner(owner).conversations()) {
            count(stats.statuses[groupOf(summary)], summary)
            progress.step()
          }
          looked += 1
        }
        return [...found.values()].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1))
      })
      await io.out(json ? `${JSON.stringify({ tenants })}\n` : toTable(tenants))
    })
}

function emptyStats(tenantId: string): TenantStats {
  const empty = (): Count => ({ conversations: 0, messages: 0, bytes: 0 })
  return {
    tenantId,
    owners: 0,
    statuses: {
      active: empty(),
      completed: empty(),
      archived: empty(),
      expired: empty(),
      unreadable: empty(),
    },
  }
}

function groupOf({ record, isExpired }: ConversationSummary): Group {
  if (record === undefined) return 'unreadable'
  return isExpired ? 'expired' : record.status
}

function count(sum: Count, { messages, bytes }: ConversationSummary): void {
  sum.conversations += 1
  sum.messages += messages
  sum.bytes = sum.bytes === null || bytes === undefined ? null : sum.bytes + bytes
}

function toTable(tenants: readonly TenantStats[]): string {
  const rows = tenants.flatMap(({ tenantId, statuses }) =>
    GROUPS.filter((group) => statuses[group].conversations > 0).map((group) => {
      const { conversations, messages, bytes } = statuses[group]
      return [tenantId, group, `${conversations}`, `${messages}`, formatBytes(bytes ?? undefined)]
    }),
  )
  return table([['TENANT', 'STATUS', 'CONVERSATIONS', 'MESSAGES', 'MEMORY'], ...rows], 2)
}
