import { z } from 'zod'
import { ArchiveError } from '../errors.ts'
import type { Io } from '../io.ts'
import { withoutQueries } from '../output/text.ts'
import type { ArchiveStore } from './archive-store.ts'
import { type ArchiveNames, archiveNames, type Paths } from './names.ts'
import { openArchiveStore } from './open-archive.ts'

const MANIFEST = 'threadkeep-archive.json'

const ManifestSchema = z.strictObject({
  format: z.literal('threadkeep-archive'),
  version: z.literal(1),
  /** See names.ts. */
  paths: z.enum(['plain', 'hashed']),
  createdAt: z.iso.datetime(),
})

export interface Archive extends ArchiveNames {
  readonly store: ArchiveStore
}

type Surroundings = Pick<Io, 'archiveCredentials' | 'signal'>

/** Rejects where there is none: a place that is mistaken must not look like an empty archive. */
export async function openArchive(place: string, io: Surroundings): Promise<Archive> {
  const store = await openArchiveStore(place, io)
  const paths = await readPaths(place, store)
  if (paths === undefined) throw new ArchiveError(`there is no archive at ${withoutQueries(place)}`)
  return { store, ...archiveNames(paths) }
}

/** Makes one where there is none. `paths`: how it has to be, where that matters. */
export async function openOrCreateArchive(
  place: string,
  io: Surroundings,
  paths: Paths | undefined,
): Promise<Archive> {
  const store = await openArchiveStore(place, io)
  const found = (await readPaths(place, store)) ?? (await create(place, store, paths ?? 'plain'))
  if (paths !== undefined && found !== paths) {
    throw new ArchiveError(`the archive at ${withoutQueries(place)} has ${found} paths`)
  }
  return { store, ...archiveNames(found) }
}

async function create(place: string, store: ArchiveStore, paths: Paths): Promise<Paths> {
  for await (const { name } of store.list('')) {
    if (name === MANIFEST) continue
    throw new ArchiveError(
      `${withoutQueries(place)} holds other things, ${name} for one: an archive needs a place of its own`,
    )
  }
  const createdAt = new Date().toISOString()
  const manifest = { format: 'threadkeep-archive', version: 1, paths, createdAt }
  const isMade = await store.create(MANIFEST, Buffer.from(`${JSON.stringify(manifest)}\n`))
  // Else another run has made it meanwhile, which may have been told other paths.
  return isMade ? paths : ((await readPaths(place, store)) ?? paths)
}

async function readPaths(place: string, store: ArchiveStore): Promise<Paths | undefined> {
  const text = await store.read(MANIFEST)
  if (text === undefined) return undefined
  try {
    return ManifestSchema.parse(JSON.parse(text.toString())).paths
  } catch {
    throw new ArchiveError(`${MANIFEST} at ${withoutQueries(place)} cannot be read`)
  }
}
