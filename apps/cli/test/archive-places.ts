import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArchiveStore } from '../src/archive/archive-store.ts'
import { openArchiveStore } from '../src/archive/open-archive.ts'
import type { ArchiveCredentials } from '../src/io.ts'
import { type Azurite, startAzurite } from './azurite.ts'

export const NO_CREDENTIALS: ArchiveCredentials = {
  connectionString: undefined,
  sasToken: undefined,
}

export interface ArchivePlace {
  /** As an operator names it. */
  place: string
  credentials: ArchiveCredentials
  /** What lies there, whatever commands make of it. */
  store: ArchiveStore
}

export interface ArchivePlaces extends AsyncDisposable {
  make(): Promise<ArchivePlace>
}

async function folders(): Promise<ArchivePlaces> {
  const root = mkdtempSync(join(tmpdir(), 'threadkeep-archive-'))
  return {
    make: () => opened(mkdtempSync(join(root, 'archive-')), NO_CREDENTIALS),
    async [Symbol.asyncDispose]() {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function containers(): Promise<ArchivePlaces> {
  const azurite = await startAzurite()
  return {
    make: async () => opened(await azurite.newPlace(), credentialsOf(azurite)),
    [Symbol.asyncDispose]: () => azurite[Symbol.asyncDispose](),
  }
}

export const credentialsOf = ({ connectionString }: Pick<Azurite, 'connectionString'>) => ({
  connectionString,
  sasToken: undefined,
})

export async function opened(
  place: string,
  credentials: ArchiveCredentials,
): Promise<ArchivePlace> {
  const { signal } = new AbortController()
  const io = { archiveCredentials: () => credentials, signal }
  return { place, credentials, store: await openArchiveStore(place, io) }
}

/** Where every archive has to work. */
export const ARCHIVES = [
  ['a folder', folders],
  ['Azure Blob Storage', containers],
] as const

/** All but the manifest. */
export async function namesIn(store: ArchiveStore): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of store.list('')) {
    if (name.includes('/')) names.push(name)
  }
  return names.sort()
}

/** As a process takes them. */
export function variablesOf({
  connectionString,
  sasToken,
}: ArchiveCredentials): Record<string, string> {
  return {
    ...(connectionString === undefined
      ? {}
      : { AZURE_STORAGE_CONNECTION_STRING: connectionString }),
    ...(sasToken === undefined ? {} : { AZURE_STORAGE_SAS_TOKEN: sasToken }),
  }
}
