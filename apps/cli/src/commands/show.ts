import { Command } from '@commander-js/extra-typings'
import type { Content, Message } from '@threadkeep/shared'
import { type Transcript, toTranscript } from '@threadkeep/store/admin'
import type { Io } from '../io.ts'
import {
  conversationOption,
  jsonOption,
  maxOpsOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { counted, printable } from '../output/text.ts'
import { withAdmin } from '../session.ts'

export function showCommand(io: Io) {
  return new Command('show')
    .description('Print a conversation with all its messages. That it was read leaves no trace.')
    .addOption(tenantOption().makeOptionMandatory())
    .addOption(userOption().makeOptionMandatory())
    .addOption(conversationOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExample:\n  threadkeep show --tenant contoso --user ada --conversation 019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21',
    )
    .action(async ({ tenant, user, conversation: id, json, maxOps }) => {
      const owner = { tenantId: tenant, userId: user }
      const snapshot = await withAdmin(io, { maxOps }, (admin) =>
        admin.forOwner(owner).snapshot(id),
      )
      const transcript = toTranscript(owner, snapshot)
      if (json) return io.out(`${JSON.stringify(transcript)}\n`)
      for (const line of linesOf(transcript)) await io.out(`${printable(line)}\n`)
    })
}

function* linesOf({ conversation, messages }: Transcript): Generator<string> {
  const { id, status, title, messageCount, createdAt, updatedAt, expiresAt } = conversation
  yield `${id}  ${status}  ${title ?? ''}`.trimEnd()
  yield `${counted(messageCount, 'message')}, created ${createdAt}, changed ${updatedAt}, expires ${expiresAt}`
  for (const { seq, role, createdAt: at, content } of messages) {
    yield ''
    yield `#${seq}  ${role}  ${at}`
    yield* textOf(content).split('\n')
  }
}

function textOf(content: Message['content'] | Content): string {
  return content.type === 'text' ? content.text : JSON.stringify(content)
}
