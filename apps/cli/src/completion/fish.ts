import type { CommandWords, Values } from './words.ts'

export function fishScript(program: string, commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, description, options, argument }) => {
    const ofCommand = `-n '__fish_seen_subcommand_from ${name}'`
    return [
      `-n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...options.map((option) =>
        [
          ofCommand,
          `-l ${option.name.slice(2)}`,
          taken(option.values),
          `-d ${quoted(option.description)}`,
        ]
          .filter(Boolean)
          .join(' '),
      ),
      ...(argument === 'none' ? [] : [`${ofCommand} ${offered(argument)}`]),
    ]
  })
  return ['-f', ...lines].map((line) => `complete -c ${program} ${line}\n`).join('')
}

function taken(values: Values | undefined): string {
  if (values === undefined) return ''
  return values === 'none' ? '-x' : `-r ${offered(values)}`
}

function offered(values: Exclude<Values, 'none'>): string {
  return values === 'files' ? '-F' : `-f -a '${values.join(' ')}'`
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
