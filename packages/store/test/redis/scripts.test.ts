import { readdirSync, readFileSync } from 'node:fs'
import { ERRORS } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { ADMIN_SCRIPTS } from '../../src/admin/scripts.ts'
import { isStoreError } from '../../src/errors.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import { SCRIPT_ERRORS } from '../../src/redis/scripts/replies.ts'

const folder = new URL('../../src/redis/scripts/lua/', import.meta.url)
const read = (name: string) => readFileSync(new URL(`${name}.lua`, folder), 'utf8')
const scripts = [...Object.values(SCRIPTS), ...Object.values(ADMIN_SCRIPTS)]
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.lua'))
  .map((file) => file.replace(/\.lua$/, ''))
const libraries = files.filter((file) => file.startsWith('lib/'))
const shared = libraries.map(read).join('\n')

/** Of Redis 6.0, a managed version; options that came later are looked for below. */
const COMMANDS = new Set(
  `EXISTS HDEL HEXISTS HGET HGETALL HLEN HMGET HSCAN HSET LINDEX LLEN LRANGE LSET LTRIM MEMORY PEXPIRE
   PEXPIREAT PTTL RENAME RPUSH TIME TYPE UNLINK ZADD ZCARD ZCOUNT ZRANGE ZRANGEBYSCORE ZREM ZREMRANGEBYSCORE ZREVRANGE ZSCORE`.split(
    /\s+/,
  ),
)
const WRITING =
  'HDEL HSET LSET LTRIM PEXPIRE PEXPIREAT RPUSH UNLINK ZADD ZREM ZREMRANGEBYSCORE'.split(' ')
const GROWING = ['HSET', 'RPUSH']
const ROOM_MAKING = ['UNLINK', 'HDEL']
const commandsOf = (source: string) =>
  [...source.matchAll(/\b(?:call|try|read_any|write|try_write)\('([A-Z]+)'/g)].map(
    ([, command = '']) => command,
  )
const writesOf = (source: string) =>
  [...source.matchAll(/\bwrite\('([A-Z]+)'/g)].map(([, command = '']) => command)

/** The comment on top, and what follows it. */
const splitHeader = (source: string) => {
  const lines = source.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('--'))
  return [lines.slice(0, end).join('\n'), lines.slice(end).join('\n')]
}

const functionsOf = (source: string) =>
  [...source.matchAll(/^local function \w+\(/gm)].map(([text]) => text)
/** A script has only those functions of a library that it names. */
const uses = (source: string, library: string) =>
  functionsOf(read(library)).some((each) => source.includes(each))

describe('scripts', () => {
  it('are the files of the folder, every one registered, and every library used', () => {
    expect(files.sort()).toEqual([...scripts.map(({ name }) => name), ...libraries].sort())
    for (const library of libraries) {
      expect(
        scripts.some(({ source }) => uses(source, library)),
        library,
      ).toBe(true)
    }
  })

  it.each(scripts)('$name says on top how many keys it takes', ({ name, keys }) => {
    const [, header = ''] = /-- KEYS([\s\S]*?)\n-- (?:ARGV|Replies)/.exec(read(name)) ?? []
    const numbers = [...header.matchAll(/(?:^|\s)(\d+) [a-z]/g)].map(([, number]) => Number(number))
    expect(Math.max(...numbers)).toBe(keys)
  })

  it.each(scripts)('$name says on top what it replies', ({ name }) => {
    const [header = '', body = ''] = splitHeader(read(name))
    const promised = [...header.matchAll(/[{ ]'(\w+)'/g)].map(([, tag]) => tag)
    const given = [...body.matchAll(/return (?:commit\()?\{[^'}]*'(\w+)'/g)].map(([, tag]) => tag)
    for (const tag of given) expect(promised).toContain(tag)
    for (const tag of promised) expect(body + shared).toContain(`'${tag}'`)
  })

  it.each(scripts)('$name is short', ({ name }) => {
    const [, body = ''] = splitHeader(read(name))
    expect(body.split('\n').length).toBeLessThanOrEqual(75)
  })

  it.each(scripts)('$name describes one key or argument a line', ({ name }) => {
    const [header = ''] = splitHeader(read(name))
    const [parameters = ''] = header.split('\n-- Replies')
    for (const line of parameters.split('\n')) {
      expect(line.replace(/^-- *(?:KEYS|ARGV)? */, '')).not.toMatch(/ {2}\d+ /)
    }
  })

  it.each(libraries)('%s gives no reply that the scripts on it do not describe', (library) => {
    const described = scripts
      .filter(({ source }) => uses(source, library))
      .map(({ name }) => splitHeader(read(name))[0] ?? '')
      .join('\n')
    for (const [, tag = ''] of read(library).matchAll(/\breturn (?:nil, )?\{ '(\w+)'/g)) {
      expect(described).toContain(`'${tag}'`)
    }
  })

  it.each(files)('%s uses nothing that Redis 6.0 does not have', (name) => {
    const source = read(name)
    for (const command of commandsOf(source)) expect(COMMANDS, command).toContain(command)
    expect(source).not.toMatch(/'(GT|LT|NX|XX|BYSCORE|BYLEX|REV|KEEPTTL|EXAT|PXAT)'/)
  })

  it.each(['changes/start', 'changes/append', 'changes/update', 'changes/redact'])(
    '%s writes a growing command first, which a full server rejects before anything is done',
    (name) => {
      expect(GROWING).toContain(writesOf(read(name))[0])
    },
  )

  it.each(['changes/delete', 'changes/erase'])(
    '%s makes room first, which a full server lets it',
    (name) => {
      expect(ROOM_MAKING).toContain(writesOf(read(name))[0])
    },
  )

  // Of the marker nothing stays, so there is nothing that it could leave half done.
  it.each(scripts.filter(({ name }) => name !== SCRIPTS.writeMarker.name))(
    '$name writes through lib/writing alone, once nothing can fail',
    ({ name, source }) => {
      const direct = [...source.matchAll(/\b(?:call|try|read_any)\('([A-Z]+)'/g)].map(
        ([, command]) => command,
      )
      for (const command of direct) expect(WRITING, name).not.toContain(command)
    },
  )

  it('never decode what callers wrote', () => {
    for (const { source } of scripts) expect(source).not.toMatch(/cjson\.decode|cmsgpack/)
  })
})

describe('error replies', () => {
  const reply = (tag: string) => ({
    tag,
    text: () => 'archived',
    number: () => 7,
    texts: () => [],
    bytes: () => 0,
  })

  it.each(Object.entries(SCRIPT_ERRORS))(
    '%s is an error with a reason of its own',
    (tag, rejection) => {
      const error = rejection(reply(tag))
      expect(isStoreError(error) && error.reason in ERRORS).toBe(true)
    },
  )

  it('have a reason each', () => {
    const reasons = Object.entries(SCRIPT_ERRORS).map(([tag, rejection]) => {
      const error = rejection(reply(tag))
      return isStoreError(error) ? error.reason : undefined
    })
    expect(new Set(reasons).size).toBe(reasons.length)
  })
})
