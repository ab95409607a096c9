import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { threadkeep } from './support.ts'

const unreachable = () => {
  throw new Error('the environment was read')
}
const scriptFor = async (shell: string) =>
  (await threadkeep(`completion ${shell}`, unreachable)).out

describe('the completion of bash', () => {
  it.each([
    ['arch', ['archive']],
    ['re', ['restore']],
    ['archive --st', ['--status']],
    ['archive --status ', ['active', 'completed', 'archived']],
    ['archive --status c', ['completed']],
    ['archive --older-than ', []],
    ['erase --tenant contoso --con', ['--confirm']],
    ['import tsconfig.b', ['tsconfig.build.json']],
    ['archive --to tsconfig.b', ['tsconfig.build.json']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['stats --h', ['--help']],
    ['nothing --', []],
  ])('offers for `%s`', async (line, offered) => {
    const words = ['threadkeep', ...line.split(' ')]
    const asked = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
      COMP_CWORD=${words.length - 1}; _threadkeep; printf '%s\\n' "\${COMPREPLY[@]}"`
    const script = `${await scriptFor('bash')}\n${asked}`
    const out = execFileSync('bash', ['-u', '-c', script], { encoding: 'utf8' })
    expect(out.split('\n').filter(Boolean)).toEqual(offered)
  })
})

describe.each(['bash', 'zsh', 'fish'])('the completion of %s', (shell) => {
  it('has every command and every option', async () => {
    const script = await scriptFor(shell)
    const { out } = await threadkeep('--help', unreachable)
    const names = [...out.matchAll(/^ {2}(\w+) (?:\[|<)/gm)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(10)
    for (const name of names.filter((each) => each !== 'help')) {
      expect(script).toContain(name)
      const help = (await threadkeep([name, '--help'], unreachable)).out
      for (const [, option = ''] of help.matchAll(/--([a-z-]+)/g)) {
        expect(script).toMatch(new RegExp(`(?:--|-l )${option}\\b`))
      }
    }
  })
})
