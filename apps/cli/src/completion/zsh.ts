import type { CommandWords, OptionWords, Values } from './words.ts'

export function zshScript(program: string, commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, description }) => quoted(`${name}:${description}`))
  const cases = commands.map(({ name, options, argument }) => {
    const specs = [
      ...options.map(spec),
      ...(argument === 'none' ? [] : [`1:${name}:${action(argument)}`]),
    ]
    return `    ${name}) _arguments ${specs.map(quoted).join(' ')} ;;`
  })
  return `#compdef ${program}
_${program}() {
  local -a commands
  commands=(${described.join(' ')})
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`
}

function spec({ name, description, values }: OptionWords): string {
  const text = description.replace(/[[\]:\\]/g, '\\$&')
  return values === undefined ? `${name}[${text}]` : `${name}=[${text}]:value:${action(values)}`
}

function action(values: Values): string {
  if (values === 'none') return ' '
  return values === 'files' ? '_files' : `(${values.join(' ')})`
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
