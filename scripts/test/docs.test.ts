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
const pages = [...pagesIn('.'), ...pagesIn('docs'), ...decisions]

/** Targets of links within the repository, without what is behind `#`. */
function targetsOf(page: string): string[] {
  return [...read(page).matchAll(/\]\((?!\w+:|#)([^)\s#]+)/g)].map(([, target = '']) => target)
}

describe('pages', () => {
  it.each(pages)('%s links to files that are there', (page) => {
    const missing = targetsOf(page).filter((to) => !existsSync(join(ROOT, dirname(page), to)))
    expect(missing).toStrictEqual([])
  })

  it.each(pages.filter((page) => /^docs\/[^/]+$/.test(page)))(
    '%s is reachable from the README',
    (page) => {
      const linked = ['README.md', 'CONTRIBUTING.md'].flatMap(targetsOf)
      expect(linked).toContain(page)
    },
  )
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
