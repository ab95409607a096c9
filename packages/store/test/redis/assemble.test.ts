import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ADMIN_SCRIPTS } from '../../src/admin/scripts.ts'
import { assemble, dropUnused, makeInBranches } from '../../src/redis/scripts/assemble.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'

const folder = new URL('../../src/redis/scripts/lua/', import.meta.url)

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

it('joins parts, without comments and with the values of constants', () => {
  const parts = ['-- ends\nlocal n = MOST', "return call('LRANGE', key, 0, MOST)"]
  expect(assemble(parts, { MOST: 7 })).toBe("local n = 7\nreturn call('LRANGE', key, 0, 7)")
})

it('drops what nothing names, and then what only that named', () => {
  expect(assemble([LIBRARY, 'return try(passed_on, limit)\n'], {})).toBe(
    'local limit = 7\n\n\n\n\nlocal function passed_on(n)\n  return n\nend\n\nreturn try(passed_on, limit)\n',
  )
})

it('keeps what is named, by one that is kept as well', () => {
  expect(functionsOf(assemble([LIBRARY, 'return only_for_unused(1)\n'], {}))).toEqual([
    'deep',
    'only_for_unused',
  ])
})

it('knows a name after .. for the function, and a field of a table not', () => {
  const code = 'local function find(n)\n  return n\nend\n'
  expect(dropUnused(`${code}return string.find(a, b)\n`)).not.toContain('function')
  expect(dropUnused(`${code}return a ..find(b)\n`)).toContain('function')
})

const FUNCTIONS = `local function inner(n)
  return n
end

local function often(n)
  return n
end

local function rare(n)
  return inner(n) + often(n)
end

`
const INDENTED = (name: string, body: string) =>
  `  local function ${name}(n)\n    return ${body}\n  end\n`

it('defines a function in the branches that name it, with those that only it names', () => {
  const code = `${FUNCTIONS}local n = often(1)
if a then return rare(2) end
if b then
  return 1
elseif c then
  return rare(3)
else
  return 4
end
`
  const inBranch = INDENTED('inner', 'n') + INDENTED('rare', 'inner(n) + often(n)')
  expect(makeInBranches(code).trim().replace(/\n+/g, '\n')).toBe(`local function often(n)
  return n
end
local n = often(1)
if a then
${inBranch}  return rare(2)
end
if b then
  return 1
elseif c then
${inBranch}  return rare(3)
else
  return 4
end`)
})

it('defines a function in the branch of another that names it', () => {
  const code = `${FUNCTIONS}local function more(n)
  if often(n) then return rare(n) end
  return n
end
return more(1)
`
  const inBranch = INDENTED('inner', 'n') + INDENTED('rare', 'inner(n) + often(n)')
  expect(makeInBranches(code).trim().replace(/\n+/g, '\n')).toBe(`local function often(n)
  return n
end
local function more(n)
  if often(n) then
${inBranch.replace(/^/gm, '  ').trimEnd()}
    return rare(n)
  end
  return n
end
return more(1)`)
})

it.each([
  ['a condition', 'if rare(1) then\n  return 2\nend\n'],
  ['a short branch with an else', 'if a then return 1 else return rare(2) end\n'],
  ['a loop', 'for i = 1, 9 do\n  if a then rare(i) end\nend\n'],
  ['a function', 'local function more(n)\n  return n or rare(n)\nend\nmore(1)\n'],
  [
    'a loop of a function',
    'local function more(n)\n  for i = 1, n do\n    if n then rare(i) end\n  end\nend\nmore(1)\n',
  ],
  ['one branch and elsewhere', 'if a then rare(1) end\nreturn rare(2)\n'],
])('leaves one that is named in %s where it is', (_where, use) => {
  expect(makeInBranches(FUNCTIONS + use)).toMatch(/^local function rare/m)
})

const scripts = Object.values({ ...SCRIPTS, ...ADMIN_SCRIPTS })
const everyFunction = new Set(scripts.flatMap(({ source }) => functionsOf(source)))

it.each(scripts)('$name has every function that it calls, and no other', ({ source }) => {
  const own = functionsOf(source)
  for (const name of own) expect(namedIn(source, name), name).toBeGreaterThan(1)
  const called = [...source.matchAll(/(?<![.:\w'])(\w+)\(/g)].map(([, name = '']) => name)
  for (const name of called) if (everyFunction.has(name)) expect(own).toContain(name)
})

const libraries = readdirSync(new URL('lib/', folder)).map((file) => read(`lib/${file}`))

// Where a function is defined, its names must mean what they mean at the margin of its library.
it('names nothing in a script that is named so in a library', () => {
  const shared = new Set(libraries.flatMap((library) => localsOf(library, '')))
  for (const script of scripts) {
    const own = localsOf(read(`${script.name}.lua`), ' *')
    expect(
      own.filter((name) => shared.has(name)),
      script.name,
    ).toEqual([])
  }
})

it('names nothing inside of a function that is named so at the margin of a library', () => {
  const shared = new Set(libraries.flatMap((library) => localsOf(library, '')))
  const parameters = libraries.flatMap((library) =>
    [...library.matchAll(/function(?: \w+)?\(([\w, ]*)\)/g)].flatMap(([, names = '']) =>
      names.split(', '),
    ),
  )
  const inner = libraries.flatMap((library) => localsOf(library, ' +'))
  expect([...parameters, ...inner].filter((name) => shared.has(name))).toEqual([])
})

function read(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8')
}

/** Names of variables and functions at this indentation. */
function localsOf(source: string, indentation: string): string[] {
  const declared = new RegExp(`^${indentation}local (?:function )?([\\w, ]+)`, 'gm')
  return [...source.matchAll(declared)].flatMap(([, names = '']) => names.trim().split(/, */))
}

function functionsOf(source: string): string[] {
  return [...source.matchAll(/^ *local function (\w+)/gm)].map(([, name = '']) => name)
}

function namedIn(source: string, name: string): number {
  return source.split(new RegExp(`\\b${name}\\b`)).length - 1
}
