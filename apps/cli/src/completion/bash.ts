import type { CommandWords, Values } from './words.ts'

/** For bash 3.2 and later, which macOS has. */
export function bashScript(program: string, commands: readonly CommandWords[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.values === undefined
        ? []
        : [`    '${name} ${option.name}') ${offer(option.values)} return ;;`],
    ),
  )
  const others = commands.map(({ name, options, argument }) => {
    const names = options.map((option) => option.name)
    return `    ${name}) if [[ $current == -* ]]; then ${offer(names)} else ${offer(argument)} fi ;;`
  })
  return `_${program}() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then ${offer(commands.map(({ name }) => name))} return; fi
  case "\${COMP_WORDS[1]} $previous" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${others.join('\n')}
  esac
}
complete -F _${program} ${program}
`
}

function offer(values: Values): string {
  if (values === 'none') return ':;'
  if (values === 'files') {
    return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"));'
  }
  return `COMPREPLY=($(compgen -W $'${values.join('\\n')}' -- "$current"));`
}
