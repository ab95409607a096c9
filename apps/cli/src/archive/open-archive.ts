import type { Io } from '../io.ts'
import type { ArchiveStore } from './archive-store.ts'
import { folderArchive } from './folder-archive.ts'

const IS_BLOB_URL = /^(?:az|https):\/\//

/** A folder, or a container of Azure Blob Storage, whose SDK is loaded only here. */
export async function openArchiveStore(
  place: string,
  { archiveCredentials, signal }: Pick<Io, 'archiveCredentials' | 'signal'>,
): Promise<ArchiveStore> {
  if (!IS_BLOB_URL.test(place)) return folderArchive(place)
  const [{ openBlobPlace }, { blobArchive }] = await Promise.all([
    import('./blob-container.ts'),
    import('./blob-archive.ts'),
  ])
  const { container, prefix } = await openBlobPlace(place, archiveCredentials())
  return blobArchive(container, prefix, signal)
}
