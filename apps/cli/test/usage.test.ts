import { EnvError, StoreUnavailableError } from '@threadkeep/store'
import { describe, expect, it } from 'vitest'
import { readRedisConfig } from '../src/env.ts'
import { toFailure } from '../src/errors.ts'
import { type CommandLine, configOf, threadkeep } from './support.ts'

/** Nothing of a wrong command line may get as far as connecting. */
const unreachable = () => {
  throw new Error('the environment was read')
}

const ID = '019ac5f0-2f6b-7c3e-9d58-3f0a5b1c7e21'

const WRONG: readonly [line: CommandLine, says: string][] = [
  ['', 'Usage: threadkeep'],
  ['stat', "unknown command 'stat'"],
  ['--tenant contoso stats', "unknown option '--tenant'"],
  ['stats --tenants contoso', "unknown option '--tenants'"],
  ['stats --tenant', "option '--tenant <id>' argument missing"],
  [['stats', '--tenant', ''], "option '--tenant <id>' argument '' is invalid"],
  [['stats', '--tenant', 'a'.repeat(1001)], "option '--tenant <id>' argument"],
  ['stats --max-ops 0', "option '--max-ops <n>' argument '0' is invalid"],
  ['stats --max-ops 1.5', "option '--max-ops <n>' argument '1.5' is invalid"],
  ['stats --max-ops -1', "option '--max-ops <n>' argument '-1' is invalid"],
  ['stats --max-ops fast', "option '--max-ops <n>' argument 'fast' is invalid"],
  ['stats --max-ops 1e9', "option '--max-ops <n>' argument '1e9' is invalid"],
  ['stats contoso', 'too many arguments'],
  ['list', "required option '--tenant <id>' not specified"],
  ['list --user ada', "required option '--tenant <id>' not specified"],
  ['list --tenant contoso --json=yes', "unknown option '--json=yes'"],
  ['show --tenant contoso --user ada', "required option '--conversation <id>' not specified"],
  [`show --tenant contoso --conversation ${ID}`, "required option '--user <id>' not specified"],
  [`show --user ada --conversation ${ID}`, "required option '--tenant <id>' not specified"],
  ['export', "required option '--out <file>' not specified"],
  ['export --out', "option '--out <file>' argument missing"],
  ['export --user ada --out x', "option '--user <id>' needs option '--tenant <id>'"],
  ['export --out x --gzip', "unknown option '--gzip'"],
  ['erase', "required option '--tenant <id>' not specified"],
  ['erase --tenant contoso', "option '--confirm <tenant>' must be 'contoso'"],
  ['erase --tenant contoso --confirm', "option '--confirm <tenant>' argument missing"],
  ['erase --tenant contoso --confirm fabrikam', "option '--confirm <tenant>' must be 'contoso'"],
  ['erase --tenant contoso --user ada --confirm ada', "option '--confirm <tenant>' must be"],
  ['erase --confirm contoso', "required option '--tenant <id>' not specified"],
  ['erase --tenant contoso --force', "unknown option '--force'"],
  ['verify --user ada', "option '--user <id>' needs option '--tenant <id>'"],
  ['verify --repair=all', "unknown option '--repair=all'"],
  ['verify --mend', "unknown option '--mend'"],
  ['doctor --tenant contoso', "unknown option '--tenant'"],
  ['archive --to x', "option '--older-than <duration>' or '--policy <file>' is needed"],
  ['archive --older-than 20d', "required option '--to <place>' not specified"],
  ['archive --to x --older-than 20', "option '--older-than <duration>' argument '20' is invalid"],
  ['archive --to x --older-than 20w', "option '--older-than <duration>' argument '20w' is invalid"],
  ['archive --to x --older-than 1d --status done', "option '--status <status>' argument 'done'"],
  [
    'archive --to x --older-than 1d --user ada',
    "option '--user <id>' needs option '--tenant <id>'",
  ],
  ['restore --tenant contoso', "required option '--from <place>' not specified"],
  ['restore --from x', "required option '--tenant <id>' not specified"],
  ['restore --from x --tenant t --conversation 7', "option '--conversation <id>' argument '7'"],
  ['archive --to s3://bucket/x --older-than 1d', "option '--to <place>' argument 's3://bucket/x'"],
  ['archive --to http://h/c --older-than 1d', "option '--to <place>' argument 'http://h/c'"],
  ['archive --to https://account --older-than 1d', "option '--to <place>' argument"],
  ['restore --from az:///x --tenant t', "option '--from <place>' argument 'az:///x' is invalid"],
  ['list --tenant t --archive file:///x', "option '--archive <place>' argument 'file:///x'"],
  ['archive --to az://c/p?sv=1 --older-than 1d', "option '--to <place>' argument 'az://c/p' is"],
  ['archive --to https://h/c/p#x --older-than 1d', "option '--to <place>' argument"],
  ['archive --to https://h/c/%zz --older-than 1d', "option '--to <place>' argument"],
  ['archive --to x --policy', "option '--policy <file>' argument missing"],
  ['archive --to x --policy /nowhere.json', "option '--policy <file>' argument '/nowhere.json'"],
  [
    'archive --to x --policy package.json --older-than 1d',
    "option '--policy <file>' argument 'package.json' is invalid",
  ],
  ['archive --to x --hashed-paths=no --older-than 1d', "unknown option '--hashed-paths=no'"],
  ['archive --to x --status completed', "option '--older-than <duration>' or '--policy <file>'"],
  ['list --tenant t --archive', "option '--archive <place>' argument missing"],
  ['list --archive x', "required option '--tenant <id>' not specified"],
  ['erase --tenant t --confirm t --archive', "option '--archive <place>' argument missing"],
  ['completion', "missing required argument 'shell'"],
  ['completion tcsh', "command-argument value 'tcsh' is invalid for argument 'shell'"],
  ['completion bash zsh', 'too many arguments'],
  ['import', "missing required argument 'file'"],
  ['import a b', 'too many arguments'],
  ['import a --max-ops many', "option '--max-ops <n>' argument 'many' is invalid"],
  ['show --tenant t --user u --conversation 7', "option '--conversation <id>' argument '7'"],
]

describe('usage', () => {
  it.each(WRONG)('%s ends with 2, and says what is wrong', async (line, says) => {
    const { code, out, err } = await threadkeep(line, unreachable)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
  })

  it('prints no signature of a place that is wrong', async () => {
    const places = [
      'https://account.blob.core.windows.net?sv=1&sig=secret',
      'http://h/c?sig=secret',
    ]
    for (const place of places) {
      for (const line of ['archive --older-than 1d --to', 'list --tenant t --archive']) {
        const { code, err } = await threadkeep([...line.split(' '), place], unreachable)
        expect(code).toBe(2)
        expect(err).toContain(`argument '${place.split('?')[0]}' is invalid`)
        expect(err).not.toContain('secret')
      }
    }
  })

  it.each(['--help', 'help', 'stats --help', 'list --help', 'completion --help'])(
    '%s is shown, and no mistake',
    async (line) => {
      const { code, out, err } = await threadkeep(line, unreachable)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(/^Usage: threadkeep/)
    },
  )

  it('every command has examples in its help, which it takes', async () => {
    const { out } = await threadkeep('--help', unreachable)
    const names = [...out.matchAll(/^ {2}(\w+) (?:\[|<)/gm)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(10)
    for (const name of names.filter((each) => each !== 'help')) {
      const help = await threadkeep([name, '--help'], unreachable)
      expect(help.out).toMatch(new RegExp(`Examples?:\\n.*threadkeep ${name}`))
    }
  })

  it('tells its version', async () => {
    expect(await threadkeep('--version', unreachable)).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  })
})

describe('the environment', () => {
  it('has to name a Redis', () => {
    expect(() => readRedisConfig({})).toThrow('REDIS_URL: is not set')
  })

  it.each([{ REDIS_URL: 'http://127.0.0.1' }, { REDIS_URL: 'redis://h', REDIS_TTL: 'x' }])(
    'that is wrong ends a command with 2: %o',
    async (source) => {
      const { code, err } = await threadkeep('stats', () => readRedisConfig(source))
      expect(code).toBe(2)
      expect(err).toContain(Object.keys(source).at(-1))
    },
  )
})

describe('a failure', () => {
  it('of Redis ends with 1, and says why', async () => {
    const config = configOf(
      { mode: 'standalone', url: 'redis://127.0.0.1:1' },
      { commandTimeoutMs: 200 },
    )
    const { code, out, err } = await threadkeep('stats', config)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^Redis cannot be worked with: .*threadkeep doctor/)
  })

  it('is told apart from bad usage and from a wish to stop', () => {
    expect(toFailure(new EnvError([]), false).exitCode).toBe(2)
    expect(toFailure(new StoreUnavailableError('unknown', 'gone'), false).exitCode).toBe(1)
    expect(toFailure(new Error('aborted'), true)).toEqual({ exitCode: 1, message: 'Stopped.' })
  })
})
