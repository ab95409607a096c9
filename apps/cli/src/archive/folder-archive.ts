import { randomBytes } from 'node:crypto'
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ArchiveError } from '../errors.ts'
import { type ArchiveStore, MOST_OBJECT_BYTES, tooLarge } from './archive-store.ts'

/** What was said is in it: for its owner alone. */
const MODES = { folder: 0o700, file: 0o600 } as const
const UNFINISHED = '.part'

/** An archive of files in a folder, of which there may be a mount. */
export function folderArchive(root: string): ArchiveStore {
  const pathOf = (name: string) => join(root, ...name.split('/'))

  const store: ArchiveStore = {
    write: (name, content) => orArchiveError(writeSafely(pathOf(name), content)),
    create: (name, content) => orArchiveError(createSafely(pathOf(name), content)),
    read: (name) => orArchiveError(unlessMissing(readBounded(name, pathOf(name)))),
    async remove(name) {
      for (const path of [pathOf(name) + UNFINISHED, pathOf(name)]) {
        await orArchiveError(rm(path, { force: true }))
      }
    },
    async removeAll(beginning) {
      let removed = 0
      for await (const _ of store.list(beginning)) removed += 1
      // With the folders: they have the users' ids for names.
      await orArchiveError(rm(pathOf(beginning), { recursive: true, force: true }))
      return removed
    },
    async *list(beginning) {
      const folder = beginning.slice(0, beginning.lastIndexOf('/') + 1)
      const entries = await orArchiveError(
        unlessMissing(readdir(pathOf(folder), { recursive: true, withFileTypes: true })),
      )
      for (const entry of entries ?? []) {
        const path = join(entry.parentPath, entry.name)
        const name = path.slice(join(root, '/').length)
        const isWhole = entry.isFile() && !name.endsWith(UNFINISHED)
        if (!isWhole || !name.startsWith(beginning)) continue
        const stats = await orArchiveError(unlessMissing(stat(path)))
        if (stats !== undefined) yield { name, bytes: stats.size, metadata: undefined }
      }
    },
  }
  return store
}

async function readBounded(name: string, path: string): Promise<Buffer> {
  await using file = await open(path, 'r')
  if ((await file.stat()).size > MOST_OBJECT_BYTES) throw tooLarge(name)
  return await file.readFile()
}

async function writeSafely(path: string, content: Buffer): Promise<void> {
  const unfinished = path + UNFINISHED
  await writeAndSync(unfinished, 'w', content)
  // Where another run has removed it, it is as if it had been removed a moment later.
  await unlessMissing(rename(unfinished, path))
  await unlessMissing(syncFolder(dirname(path)))
}

async function createSafely(path: string, content: Buffer): Promise<boolean> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}${UNFINISHED}`
  await writeAndSync(unfinished, 'wx', content)
  const isMade = await unlessThere(
    link(unfinished, path).catch((error: unknown) => {
      // Shares of Windows have no links.
      if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) {
        return copyFile(unfinished, path, constants.COPYFILE_EXCL)
      }
      throw error
    }),
  )
  await rm(unfinished, { force: true })
  await syncFolder(dirname(path))
  return isMade
}

async function writeAndSync(path: string, flags: 'w' | 'wx', content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: MODES.folder })
  const file = await open(path, flags, MODES.file)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
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
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function unlessThere(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

async function orArchiveError<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ArchiveError) throw error
    throw new ArchiveError(error instanceof Error ? error.message : String(error))
  }
}
