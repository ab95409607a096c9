import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { commandWords } from '../completion/words.ts'
import { zshScript } from '../completion/zsh.ts'
import type { Io } from '../io.ts'

const PROGRAM = 'threadkeep'
const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** `others`: all commands but this one. */
export function completionCommand(io: Io, others: readonly CommandUnknownOpts[]) {
  const command = new Command('completion')
    .description('Print a script by which a shell completes commands and options.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText(
      'after',
      `
Examples:
  source <(threadkeep completion bash)
  threadkeep completion zsh > "\${fpath[1]}/_threadkeep"
  threadkeep completion fish > ~/.config/fish/completions/threadkeep.fish`,
    )
    .action(async (shell) => {
      await io.out(SCRIPTS[shell](PROGRAM, [...others, command].map(commandWords)))
    })
  return command
}
