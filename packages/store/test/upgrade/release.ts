import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConversationStore } from '../../src/conversation-store.ts'

export interface Release {
  name: string
  open(url: string, settings?: { layout?: number }): ConversationStore
}

const PACKAGES = join(import.meta.dirname, '../../..')

const settingsFor = (url: string, more: object) => ({
  kind: 'redis' as const,
  address: { mode: 'standalone' as const, url },
  ttlSeconds: 3600,
  commandTimeoutMs: 5000,
  waitReplicas: 0,
  ...more,
})

export async function thisRelease(): Promise<Release> {
  return load('this release', join(PACKAGES, 'store'), join(PACKAGES, 'shared'))
}

/** The store as it was at a commit, with the libraries of today. */
export async function releaseAt(commit: string): Promise<Release> {
  const folder = mkdtempSync(join(tmpdir(), 'threadkeep-release-'))
  const root = join(PACKAGES, '..')
  const archive = execFileSync(
    'git',
    ['archive', commit, 'packages/store/src', 'packages/store/package.json', 'packages/shared'],
    { cwd: root, maxBuffer: 1e9 },
  )
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  for (const name of ['store', 'shared']) {
    const libraries = join(PACKAGES, name, 'node_modules')
    const linked = join(folder, 'packages', name, 'node_modules')
    mkdirSync(join(linked, '@threadkeep'), { recursive: true })
    for (const each of readdirSync(libraries)) {
      if (each.startsWith('.') || each === '@threadkeep') continue
      symlinkSync(join(libraries, each), join(linked, each))
    }
  }
  const shared = join(folder, 'packages/shared')
  symlinkSync(shared, join(folder, 'packages/store/node_modules/@threadkeep/shared'))
  return load(commit, join(folder, 'packages/store'), shared)
}

async function load(name: string, store: string, shared: string): Promise<Release> {
  const { createStore } = await import(join(store, 'src/index.ts'))
  const { DEFAULT_LIMITS } = await import(join(shared, 'src/index.ts'))
  return {
    name,
    open: (url, more = {}) => createStore(settingsFor(url, { limits: DEFAULT_LIMITS, ...more })),
  }
}
