import { Command } from '@commander-js/extra-typings'
import { archiveCommand } from './commands/archive.ts'
import { completionCommand } from './commands/completion.ts'
import { doctorCommand } from './commands/doctor.ts'
import { eraseCommand } from './commands/erase.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { listCommand } from './commands/list.ts'
import { restoreCommand } from './commands/restore.ts'
import { showCommand } from './commands/show.ts'
import { statsCommand } from './commands/stats.ts'
import { verifyCommand } from './commands/verify.ts'
import { EXIT, toFailure } from './errors.ts'
import type { Io } from './io.ts'
import { printable, withoutQueries } from './output/text.ts'

const DESCRIPTION = `The operator's tool of Threadkeep. It takes the server's own environment (REDIS_URL and so on).
It ends with 0, with 1 where something is wrong, and with 2 where it was called wrongly.`

/** Runs one command line, without the program's name, and returns what to end the process with. */
export async function run(args: readonly string[], io: Io, version: string): Promise<number> {
  const program = new Command('threadkeep').description(DESCRIPTION).version(version)
  const tools = [
    doctorCommand(io),
    statsCommand(io),
    listCommand(io),
    showCommand(io),
    exportCommand(io),
    importCommand(io),
    eraseCommand(io),
    verifyCommand(io),
    archiveCommand(io),
    restoreCommand(io),
  ]
  const commands = [...tools, completionCommand(io, tools)]
  const shown: string[] = []
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => shown.push(text),
        writeErr: (text) => io.err(withoutQueries(text)),
      })
      .showHelpAfterError(`(\`threadkeep ${nameOf(command)}--help\` shows what there is)`)
  }
  try {
    if (args.length === 0) program.help({ error: true })
    await program.parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    const { exitCode, message } = toFailure(error, io.signal.aborted)
    // It may quote a file, or names that users chose.
    if (message !== '') io.err(`${message.split('\n').map(printable).join('\n')}\n`)
    return exitCode
  } finally {
    await io.out(shown.join(''))
  }
}

const nameOf = (command: { name(): string }) =>
  command.name() === 'threadkeep' ? '' : `${command.name()} `
