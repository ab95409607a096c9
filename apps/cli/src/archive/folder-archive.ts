import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArchiveStore } from './archive-store.ts'

/** What was said is in it: for its owner alone. */
const MODES = { folder: 0o700, file: 0o600 } as const
const UNFINISHED = '.part'

/** An archive of files in a folder, of which there may be a mount. */
export function folderArchive(root: string): ArchiveStore {
  const pathOf = (name: string) => join(root, ...name.split('/'))

  return {
    async write(name, content) {
      const path = pathOf(name)
      await mkdir(dirname(path), { recursive: true, mode: MODES.folder })
      const unfinished = path + UNFINISHED
      const file = await open(unfinished, 'w', MODES.file)
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
      await syncFolder(dirname(path))
    },
    read: (name) => unlessMissing(readFile(pathOf(name))),
    async rename(from, to) {
      await unlessMissing(rename(pathOf(from), pathOf(to)))
      await unlessMissing(syncFolder(dirname(pathOf(to))))
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async *list(beginning) {
      const folder = beginning.slice(0, beginning.lastIndexOf('/') + 1)
      const entries = await unlessMissing(
        readdir(pathOf(folder), { recursive: true, withFileTypes: true }),
      )
      for (const entry of entries ?? []) {
        const name = join(entry.parentPath, entry.name).slice(join(root, '/').length)
        const isWhole = entry.isFile() && !name.endsWith(UNFINISHED)
        if (isWhole && name.startsWith(beginning)) yield name
      }
    },
  }
}

/** A name is safe once its folder is on the disk as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
