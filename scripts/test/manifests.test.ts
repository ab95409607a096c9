import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

const parents = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
)
const manifests = ['.', 'bench', 'bench/peers', 'bench/comparison', 'scripts', ...parents]
  .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
  .map((folder) => ({ folder, ...JSON.parse(read(join(folder, 'package.json'))) }))
const published = manifests.filter((manifest) => !manifest.private)

it('every workspace has the license of LICENSE', () => {
  expect(read('LICENSE')).toMatch(/^MIT License$/m)
  expect(manifests.length).toBeGreaterThan(8)
  expect(manifests.filter(({ license }) => license !== 'MIT')).toEqual([])
})

it('all versions are that of the newest entry of the changelog', () => {
  const [, newest] = /^## (\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md')) ?? []
  expect(newest).toBeDefined()
  expect(manifests.filter(({ version }) => version !== newest)).toEqual([])
})

describe('what is published', () => {
  it('is every package, the API and the operator’s tool', () => {
    expect(published.length).toBeGreaterThanOrEqual(8)
    expect(published.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@threadkeep/api', '@threadkeep/cli', '@threadkeep/store']),
    )
    const left = parents.filter((folder) => published.every((each) => each.folder !== folder))
    expect(left).toEqual(['apps/web-client-demo'])
  })

  it.each(published)('$name says what npm and bundlers ask', (manifest) => {
    const { folder, name, bin = {}, exports, publishConfig, peerDependencies = {} } = manifest
    // OWNER, until the repository has a public address.
    const url = 'git+https://github.com/OWNER/threadkeep.git'
    const repository = { type: 'git', url, directory: folder }
    expect(manifest).toMatchObject({ repository, engines: { node: '>=20.19' }, files: ['dist'] })
    expect(manifest.sideEffects).toEqual(Object.values(bin).length > 0 ? Object.values(bin) : false)
    expect(publishConfig.access).toBe('public')
    expect(Object.keys(publishConfig.exports ?? {})).toEqual(Object.keys(exports ?? {}))
    for (const range of Object.values(peerDependencies)) {
      expect(range).toMatch(/^(?:workspace:\*|[\^~]\d+\.\d+\.\d+)$/)
    }
    expect(read(join(folder, 'README.md'))).toMatch(new RegExp(`^# ${name}\n[^]*\`\`\`(ts|sh)\n`))
  })
})
