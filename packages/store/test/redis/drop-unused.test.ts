import { expect, it } from 'vitest'
import { ADMIN_SCRIPTS } from '../../src/admin/scripts.ts'
import { dropUnused, SCRIPTS } from '../../src/redis/scripts/registry.ts'

const LIBRARY = `-- Words like unused in a comment do not count.
local limit = 7

local function unused(...) limit = { ... } end

local function deep(n)
  if n > 0 then
    return n
  end

  return deep(n - 1)
end

local function only_for_unused(n)
  return deep(n)
end

local function passed_on(n)
  return n
end
`

it('drops what nothing names, and then what only that named', () => {
  expect(dropUnused(`${LIBRARY}\nreturn try(passed_on, limit)\n`)).toBe(
    'local limit = 7\n\n\n\n\nlocal function passed_on(n)\n  return n\nend\n\nreturn try(passed_on, limit)\n',
  )
})

it('keeps what is named, by one that is kept as well', () => {
  expect(functionsOf(dropUnused(`${LIBRARY}\nreturn only_for_unused(1)\n`))).toEqual([
    'deep',
    'only_for_unused',
  ])
})

const scripts = Object.values({ ...SCRIPTS, ...ADMIN_SCRIPTS })
const everyFunction = new Set(scripts.flatMap(({ source }) => functionsOf(source)))

it.each(scripts)('$name has every function that it calls, and no other', ({ source }) => {
  const own = functionsOf(source)
  for (const name of own) expect(namedIn(source, name), name).toBeGreaterThan(1)
  const called = [...source.matchAll(/(?<![.:\w'])(\w+)\(/g)].map(([, name = '']) => name)
  for (const name of called) if (everyFunction.has(name)) expect(own).toContain(name)
})

function functionsOf(source: string): string[] {
  return [...source.matchAll(/^local function (\w+)/gm)].map(([, name = '']) => name)
}

function namedIn(source: string, name: string): number {
  return source.split(new RegExp(`\\b${name}\\b`)).length - 1
}
