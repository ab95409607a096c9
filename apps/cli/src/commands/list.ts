import { Command } from '@commander-js/extra-typings'
import type { Owner } from '@threadkeep/shared'
import { type ConversationSummary, type StoreAdmin, toListed } from '@threadkeep/store/admin'
import { openArchive } from '../archive/archive.ts'
import { type ArchivedConversation, listArchived } from '../archive/list-archived.ts'
import type { Io } from '../io.ts'
import { jsonOption, maxOpsOption, placeOption, tenantOption, userOption } from '../options.ts'
import { counted, formatBytes, printable } from '../output/text.ts'
import { scanProgress, withAdmin } from '../session.ts'

export function listCommand(io: Io) {
  return new Command('list')
    .description("List a tenant's users, or one user's conversations, newest change first.")
    .addOption(tenantOption().makeOptionMandatory())
    .addOption(userOption())
    .addOption(placeOption('--archive <place>', 'conversations that are in this archive'))
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep list --tenant contoso\n  threadkeep list --tenant contoso --user ada --json\n  threadkeep list --tenant contoso --archive /mnt/archive',
    )
    .action(async ({ tenant, user, archive, json, maxOps }) => {
      let isEmpty = true
      const print = (line: Line) => {
        isEmpty = false
        return io.out(
          json ? `${JSON.stringify(line.json)}\n` : `${line.text.map(printable).join('  ')}\n`,
        )
      }
      if (archive !== undefined) {
        const filter = { tenantId: tenant, userId: user }
        const found = listArchived(await openArchive(archive, io), filter)
        for await (const each of found) await print(archivedLine(each))
      } else {
        await withAdmin(io, { maxOps }, async (admin) => {
          if (user === undefined) return listUsers(io, admin, tenant, print)
          return listConversations(admin, { tenantId: tenant, userId: user }, print)
        })
      }
      if (!isEmpty) return
      const whose = user === undefined ? `Tenant ${tenant}` : `User ${user} of tenant ${tenant}`
      io.err(
        `${printable(whose)} has nothing ${archive === undefined ? 'here' : 'in the archive'}.\n`,
      )
    })
}

interface Line {
  json: unknown
  text: string[]
}

async function listUsers(
  io: Io,
  admin: StoreAdmin,
  tenant: string,
  print: (line: Line) => Promise<void>,
): Promise<void> {
  using progress = scanProgress(io, admin, 'user')
  for await (const { tenantId, userId } of admin.owners({ tenantId: tenant })) {
    let [conversations, messages] = [0, 0]
    for await (const each of admin.forOwner({ tenantId, userId }).conversations()) {
      if (each.isExpired) continue
      conversations += 1
      messages += each.messages
    }
    progress.step()
    await print({
      json: { tenantId, userId, conversations, messages },
      text: [userId, counted(conversations, 'conversation'), counted(messages, 'message')],
    })
  }
}

async function listConversations(
  admin: StoreAdmin,
  owner: Owner,
  print: (line: Line) => Promise<void>,
): Promise<void> {
  for await (const each of admin.forOwner(owner).conversations()) {
    if (!each.isExpired) await print(toLine(owner, each))
  }
}

function toLine(owner: Owner, summary: ConversationSummary): Line {
  const { id, messages } = summary
  const conversation = toListed(owner, summary)
  if (conversation === undefined) {
    return {
      json: { id, unreadable: true, messages },
      text: [id, 'unreadable', counted(messages, 'message')],
    }
  }
  const { updatedAt, status, title } = conversation
  return {
    json: conversation,
    text: [id, updatedAt, status.padEnd(9), counted(messages, 'message').padStart(14), title ?? ''],
  }
}

function archivedLine(archived: ArchivedConversation): Line {
  const { id, name, bytes } = archived
  const size = formatBytes(bytes)
  if ('unreadable' in archived) return { json: archived, text: [id, 'unreadable', size, name] }
  const { status, messages, updatedAt } = archived
  const texts = [id, updatedAt, status.padEnd(9), counted(messages, 'message').padStart(14)]
  return { json: archived, text: [...texts, size.padStart(10), name] }
}
