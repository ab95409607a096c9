import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

it('every workspace has the license of LICENSE', () => {
  expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^MIT License$/m)
  const parents = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
  )
  const manifests = ['.', 'bench', 'scripts', ...parents]
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(join(ROOT, file)))
  expect(manifests.length).toBeGreaterThan(8)
  const others = manifests.filter(
    (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).license !== 'MIT',
  )
  expect(others).toEqual([])
})
