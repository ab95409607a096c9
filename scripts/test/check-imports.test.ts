import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../check-imports.mjs')

const RULES = `
export const WORKSPACES = {
  'packages/low': { values: [], types: [], inTests: [], packages: ['zod'] },
  'packages/high': { values: ['low'], types: [], inTests: [] },
  'apps/tool': { values: ['low', 'low/admin'], types: [], inTests: [] },
}
export const NAMED_ONLY = ['low/admin']
export const HOUSES = {
  'packages/high/src': {
    floors: [['codec'], ['memory', 'redis/keys.ts'], ['redis'], ['index.ts']],
    apart: [['memory', 'redis']],
  },
}
export const MEASURED = ['packages/high/src']
export const MOST_FILES = 3
export const MOST_LINES = 5
`

/** A repository without an offence. */
const SOUND = {
  'scripts/import-rules.mjs': RULES,
  'packages/low/package.json': '{ "dependencies": { "zod": "1" } }',
  'packages/low/src/index.ts': "import { z } from 'zod'\n",
  'packages/high/package.json': '{ "dependencies": { "@threadkeep/low": "1" } }',
  'apps/tool/package.json': '{ "dependencies": { "@threadkeep/low": "1" } }',
  'apps/tool/src/t.ts': "import { a } from '@threadkeep/low/admin'\nimport '@threadkeep/low'\n",
  'packages/high/src/codec/a.ts': "import { low } from '@threadkeep/low'\n",
  'packages/high/src/codec/b.ts': "import { a } from './a.ts'\n",
  'packages/high/src/memory/m.ts': "import type { a } from '../codec/a.ts'\n",
  'packages/high/src/redis/keys.ts': '',
  'packages/high/src/redis/r.ts': "import { keys } from './keys.ts'\n",
  'packages/high/src/index.ts':
    "export { r } from './redis/r.ts'\nexport { m } from './memory/m.ts'\n",
  'packages/high/test/a.test.ts': "import { a } from '../src/codec/a.ts'\n",
}

const roots: string[] = []

function check(changes: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'check-imports-'))
  roots.push(root)
  for (const [path, text] of Object.entries({ ...SOUND, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' })
  return { status, offences: stderr.split('\n').filter((line) => line !== '') }
}

describe('check-imports', () => {
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
  })

  it('passes a repository whose imports go down', () => {
    expect(check()).toStrictEqual({ status: 0, offences: [] })
  })

  it.each([
    [
      'an import from a higher floor',
      { 'packages/high/src/codec/b.ts': "\nimport { m } from '../memory/m.ts'\n" },
      'packages/high/src/codec/b.ts:2: ../memory/m.ts is on a higher floor: memory from codec',
    ],
    [
      'a type imported from a higher floor',
      { 'packages/high/src/codec/b.ts': "import type { m } from '../memory/m.ts'\n" },
      'packages/high/src/codec/b.ts:1: ../memory/m.ts is on a higher floor: memory from codec',
    ],
    [
      'an import from a file whose floor is higher than that of its folder',
      {
        'packages/high/src/redis/keys.ts': "import { r } from './r.ts'\n",
        'packages/high/src/redis/r.ts': '',
      },
      'packages/high/src/redis/keys.ts:1: ./r.ts is on a higher floor: redis from redis/keys.ts',
    ],
    [
      'an import from another room of the same floor',
      { 'packages/high/src/redis/keys.ts': "import { m } from '../memory/m.ts'\n" },
      'packages/high/src/redis/keys.ts:1: ../memory/m.ts is another room of the same floor: memory from redis/keys.ts',
    ],
    [
      'an import from a lower room that is kept apart',
      { 'packages/high/src/redis/r.ts': "import { m } from '../memory/m.ts'\n" },
      'packages/high/src/redis/r.ts:1: ../memory/m.ts is in a room that may not be known here: memory from redis',
    ],
    [
      'a file in no room',
      { 'packages/high/src/stray.ts': '' },
      'packages/high/src/stray.ts: is in no room of import-rules.mjs',
    ],
    [
      'a room that holds nothing',
      { 'scripts/import-rules.mjs': RULES.replace("['codec']", "['codec', 'codecs']") },
      'packages/high/src/codecs: is a room in import-rules.mjs, but there is no such file or folder',
    ],
    [
      'a circle, be it of types',
      { 'packages/high/src/codec/a.ts': "import type { b } from './b.ts'\n" },
      'packages/high/src/codec/a.ts: imports in a circle: packages/high/src/codec/a.ts -> packages/high/src/codec/b.ts -> packages/high/src/codec/a.ts',
    ],
    [
      'a folder of too many files',
      { 'packages/high/src/codec/c.ts': '', 'packages/high/src/codec/d.lua': '' },
      'packages/high/src/codec: has 4 files, more than 3',
    ],
    [
      'a file of too many lines',
      { 'packages/high/src/codec/a.ts': '\n\n\n\n\n// six\n' },
      'packages/high/src/codec/a.ts: has 6 lines, more than 5',
    ],
    [
      'a workspace imported from below',
      { 'packages/low/src/index.ts': "import { high } from '@threadkeep/high'\n" },
      'packages/low/src/index.ts:1: @threadkeep/high may not be imported here',
    ],
    [
      'an entry of a package that is not named',
      { 'packages/high/src/codec/a.ts': "import type { a } from '@threadkeep/low/admin'\n" },
      'packages/high/src/codec/a.ts:1: @threadkeep/low/admin may not be imported here',
    ],
    [
      'such an entry in a test',
      { 'packages/high/test/a.test.ts': "import { a } from '@threadkeep/low/admin'\n" },
      'packages/high/test/a.test.ts:1: @threadkeep/low/admin may not be imported here',
    ],
    [
      'a package that a workspace may not use',
      { 'packages/low/src/index.ts': "import 'express'\n" },
      'packages/low/src/index.ts:1: express may not be imported here',
    ],
    [
      'a dependency that a workspace may not have',
      { 'packages/low/package.json': '{\n"dependencies": { "express": "1" } }' },
      'packages/low/package.json:2: express may not be a dependency here',
    ],
    [
      'a file of another workspace imported by its path',
      { 'packages/high/src/codec/b.ts': "import { low } from '../../../low/src/index.ts'\n" },
      'packages/high/src/codec/b.ts:1: ../../../low/src/index.ts leaves its workspace',
    ],
    [
      'a test imported by what ships',
      { 'packages/high/src/codec/b.ts': "import { a } from '../../test/a.test.ts'\n" },
      'packages/high/src/codec/b.ts:1: ../../test/a.test.ts leaves src',
    ],
    [
      'an example of the documentation imported by what ships',
      { 'packages/high/src/codec/b.ts': "import { a } from '../../../../docs/examples/a.ts'\n" },
      'packages/high/src/codec/b.ts:1: ../../../../docs/examples/a.ts leaves its workspace',
    ],
  ])('rejects %s', (_what, changes, offence) => {
    expect(check(changes)).toStrictEqual({ status: 1, offences: [offence] })
  })
})
