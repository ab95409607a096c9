import { Command, Option } from '@commander-js/extra-typings'
import { DAMAGES, type DamageFound } from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import type { Io } from '../io.ts'
import {
  checkUserHasTenant,
  jsonOption,
  maxOpsOption,
  tenantOption,
  userOption,
} from '../options.ts'
import { counted, printable } from '../output/text.ts'
import { scanProgress, whenStopped, withAdmin } from '../session.ts'

export function verifyCommand(io: Io) {
  return new Command('verify')
    .description('Check everything that is stored: counts, indexes, expiries, readable records.')
    .addOption(tenantOption())
    .addOption(userOption())
    .addOption(new Option('--repair', 'mend what can be mended without losing anything'))
    .addOption(jsonOption())
    .addOption(maxOpsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  threadkeep verify\n  threadkeep verify --tenant contoso --repair',
    )
    .action(async ({ tenant, user, repair = false, json, maxOps }, command) => {
      checkUserHasTenant(command, { tenant, user })
      const counts = { conversations: 0, damages: 0, mended: 0 }
      await whenStopped(io, 'The same command begins again.', () =>
        withAdmin(io, { maxOps }, async (admin) => {
          using progress = scanProgress(io, admin, 'conversation')
          const options = { filter: { tenantId: tenant, userId: user }, repair }
          const onChecked = () => {
            counts.conversations += 1
            progress.step()
          }
          for await (const found of admin.verify(options, onChecked)) {
            counts.damages += 1
            if (found.isMended) counts.mended += 1
            await io.out(json ? `${JSON.stringify(toJson(found))}\n` : `${toText(found)}\n`)
          }
        }),
      )
      const { conversations, damages, mended } = counts
      if (!json)
        await io.out(
          `${counted(conversations, 'conversation')} checked, ${counted(damages, 'damage')}, ${mended} mended.\n`,
        )
      if (damages > mended)
        throw new CommandFailedError(`Not mended: ${counted(damages - mended, 'damage')}.`)
    })
}

function toJson({ name, detail, owner, key, conversationId, isMended }: DamageFound) {
  const { mendable } = DAMAGES[name]
  const whose = { tenantId: owner?.tenantId, userId: owner?.userId, conversationId }
  return { damage: name, detail, ...whose, key, mendable, mended: isMended }
}

function toText({ name, detail, owner, key, conversationId, isMended }: DamageFound): string {
  const { mendable, advice } = DAMAGES[name]
  const where = owner ? [owner.tenantId, owner.userId, conversationId ?? key].join(' ') : key
  const what = isMended ? 'mended' : mendable ? '--repair mends it' : advice
  return printable([name, where, ...(detail === '' ? [] : [detail]), what].join('  '))
}
