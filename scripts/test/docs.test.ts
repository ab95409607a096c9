import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8')
const pagesIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
const decisions = pagesIn('docs/decisions')
const published = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => join(parent, name)))
  .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
  .map((folder) => ({ folder, ...JSON.parse(read(join(folder, 'package.json'))) }))
  .filter((manifest) => !manifest.private)
const readmes = published.map(({ folder }) => join(folder, 'README.md'))
const pages = [...pagesIn('.'), ...pagesIn('docs'), ...decisions, ...readmes]

/** `npm install .../threadkeep-{shared,store}-*.tgz`: the packages of these tarballs. */
function namesIn(line: string): string[] {
  const [, list, alone] = /threadkeep-(?:\{([^}]+)\}|(\w[\w-]*))-\*\.tgz/.exec(line) ?? []
  return (list ?? alone ?? '').split(',').map((name) => `@threadkeep/${name}`)
}

/** Links within the repository: the file, and the heading behind `#`. */
function linksOf(page: string): { target: string; heading: string }[] {
  return [...read(page).matchAll(/\]\((?!\w+:)([^)\s#]*)#?([^)\s]*)\)/g)].map(
    ([, target = '', heading = '']) => ({ target, heading }),
  )
}

function targetsOf(page: string): string[] {
  return linksOf(page).flatMap(({ target }) => (target === '' ? [] : [target]))
}

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('pages', () => {
  it.each(pages)('%s links to files that are there', (page) => {
    const missing = targetsOf(page).filter((to) => !existsSync(join(ROOT, dirname(page), to)))
    expect(missing).toStrictEqual([])
  })

  it.each(pages)('%s links to headings that are there', (page) => {
    const missing = linksOf(page).filter(({ target, heading }) => {
      const file = target === '' ? page : join(dirname(page), target)
      return heading !== '' && !anchorsOf(file).includes(heading)
    })
    expect(missing).toStrictEqual([])
  })

  const docs = pagesIn('docs')

  it.each(docs)('%s is reachable from the README', (page) => {
    expect(targetsOf('README.md')).toContain(page)
  })

  it.each(docs)('%s says first whom it is for', (page) => {
    expect(read(page)).toMatch(/^# .+\n\nFor /)
  })
})

/** `ai@7` for `^7.0.173`: npm takes an older major on a Node that the newest one does not name. */
function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }): string[] {
  return Object.entries<string>(peerDependencies)
    .filter(([name]) => !name.startsWith('@threadkeep/') && !(name in peerDependenciesMeta))
    .map(([name, range]) => {
      const [, wanted] = (range.startsWith('~') ? /(\d+\.\d+)/ : /(\d+)/).exec(range) ?? []
      return `${name}@${wanted} `
    })
}

describe('README.md', () => {
  const lines = [...read('README.md').matchAll(/^npm install .*-\*\.tgz.*$/gm)].map(
    ([line]) => line,
  )

  it('installs each package', () => {
    const names = published.map(({ name }) => name)
    expect([...new Set(lines.flatMap(namesIn))].sort()).toStrictEqual(names.sort())
  })

  it.each(lines)('npm looks for none of our packages in a registry: %s', (line) => {
    const names = namesIn(line)
    const installed = published.filter(({ name }) => names.includes(name))
    const needed = installed
      .flatMap((each) => Object.keys({ ...each.dependencies, ...each.peerDependencies }))
      .filter((name) => name.startsWith('@threadkeep/'))
    expect(names).toEqual(expect.arrayContaining(needed))
    expect(installed.flatMap(peersOf).filter((peer) => !line.includes(peer))).toStrictEqual([])
  })
})

it.each(published)('README of $name says how to install it', ({ folder, ...manifest }) => {
  const page = read(join(folder, 'README.md'))
  expect(page).toContain('npm install ')
  const missing = peersOf(manifest).filter((peer) => !page.replaceAll('`', ' ').includes(peer))
  expect(missing).toStrictEqual([])
  expect(page).toContain('(../../README.md#install)')
})

describe('CONTRIBUTING.md', () => {
  it('names one file or folder for each of at least 20 things to change', () => {
    const [, table = ''] = read('CONTRIBUTING.md').split('## Where do I change X?')
    const rows = [...table.matchAll(/^\| [^|]+ \| (.+) \|$/gm)].slice(2)
    expect(rows.length).toBeGreaterThanOrEqual(20)
    for (const [, where = ''] of rows) {
      const [, path = '', target = ''] = /^\[`([^`]+)`\]\(([^)]+)\)$/.exec(where.trim()) ?? []
      expect(target, where).toBe(path)
      expect(existsSync(join(ROOT, target)), where).toBe(true)
    }
  })
})

describe('decisions', () => {
  it('are all listed in architecture.md', () => {
    const listed = targetsOf('docs/architecture.md').map((target) => join('docs', target))
    expect(listed).toEqual(expect.arrayContaining(decisions))
  })

  it.each(decisions)('%s has a context, a decision and a consequence', (page) => {
    const headings = [...read(page).matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, name]) => name)
    expect(headings).toStrictEqual(['Context', 'Decision', 'Consequence'])
  })
})

describe('READMEs of adapters', () => {
  const adapters = readdirSync(join(ROOT, 'packages')).filter((name) =>
    existsSync(join(ROOT, 'packages', name, 'test/example.ts')),
  )

  it.each(adapters)('%s shows the example that its tests run, of at most 12 lines', (name) => {
    const example = read(`packages/${name}/test/example.ts`)
    expect(/```ts\n(.*?)```/s.exec(read(`packages/${name}/README.md`))?.[1]).toBe(example)
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
  })
})

describe('docs/measurements.md', () => {
  const [, protections = ''] = read('docs/measurements.md').split('## Every protection')
  const files = [...protections.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, file = '']) => file)

  it.each([...new Set(files)])('%s, which it names, is there', (file) => {
    const path = file.includes('/') ? file : join('packages/store/test/redis', file)
    expect(existsSync(join(ROOT, path))).toBe(true)
  })
})
