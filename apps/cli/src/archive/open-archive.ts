import type { ArchiveStore } from './archive-store.ts'
import { folderArchive } from './folder-archive.ts'

export function openArchive(place: string): ArchiveStore {
  return folderArchive(place)
}
