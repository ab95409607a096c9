import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings'

/** What a shell may offer for a value: these words, names of files, or nothing. */
export type Values = readonly string[] | 'files' | 'none'

export interface OptionWords {
  /** `--to` */
  name: string
  description: string
  /** Undefined for one that takes no value. */
  values: Values | undefined
}

export interface CommandWords {
  name: string
  description: string
  options: readonly OptionWords[]
  /** For what follows that is no option. */
  argument: Values
}

const HELP: OptionWords = { name: '--help', description: 'display help', values: undefined }

/** As the parser itself has them, so that what a shell offers is what it takes. */
export function commandWords(command: CommandUnknownOpts): CommandWords {
  const [argument] = command.registeredArguments
  return {
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionWords), HELP],
    argument: argument === undefined ? 'none' : valuesOf(argument, argument.name()),
  }
}

function optionWords(option: Option): OptionWords {
  const [, value] = /<(\w+)>/.exec(option.flags) ?? []
  return {
    name: option.long ?? option.flags,
    description: option.description,
    values: value === undefined ? undefined : valuesOf(option, value),
  }
}

function valuesOf({ argChoices }: Option | Argument, name: string): Values {
  return argChoices ?? (['file', 'place'].includes(name) ? 'files' : 'none')
}
