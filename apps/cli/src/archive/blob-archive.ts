import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type ContainerClient, RestError } from '@azure/storage-blob'
import { ArchiveError } from '../errors.ts'
import { type ArchiveStore, MOST_OBJECT_BYTES, tooLarge } from './archive-store.ts'

/** A larger object is sent in blocks of this size, so that a slow line fails no request by its time. */
const BLOCK_BYTES = 8 * 1024 * 1024
const CONTENT_TYPE = 'application/gzip'

/** An archive in a container of Azure Blob Storage, below a prefix that is empty or ends in `/`. */
export function blobArchive(
  container: ContainerClient,
  prefix: string,
  abortSignal: AbortSignal,
): ArchiveStore {
  const blobOf = (name: string) => container.getBlockBlobClient(prefix + name)
  const upload = {
    abortSignal,
    blobHTTPHeaders: { blobContentType: CONTENT_TYPE },
    maxSingleShotSize: BLOCK_BYTES,
    blockSize: BLOCK_BYTES,
  }

  async function orArchiveError<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work
    } catch (error) {
      // The SDK's AbortError says nothing: it has it for a body that is cut, too.
      throw abortSignal.aborted ? error : toArchiveError(error)
    }
  }

  const store: ArchiveStore = {
    async write(name, content, metadata = {}) {
      await orArchiveError(
        blobOf(name).uploadData(content, { ...upload, metadata: { ...metadata } }),
      )
    },

    create: (name, content) =>
      orArchiveError(
        unlessThere(() =>
          blobOf(name).uploadData(content, { ...upload, conditions: { ifNoneMatch: '*' } }),
        ),
      ),

    read: (name) =>
      orArchiveError(
        unlessMissing(async () => {
          const { readableStreamBody, contentLength } = await blobOf(name).download(
            undefined,
            undefined,
            { abortSignal },
          )
          if (!(readableStreamBody instanceof Readable))
            throw new TypeError('a blob without a body')
          if (contentLength === undefined || contentLength > MOST_OBJECT_BYTES) {
            readableStreamBody.destroy()
            throw tooLarge(name)
          }
          const content = await buffer(readableStreamBody)
          if (content.length !== contentLength) throw new Error(`${name} ended early`)
          return content
        }),
      ),

    async remove(name) {
      await orArchiveError(unlessMissing(() => blobOf(name).delete({ abortSignal })))
    },

    async removeAll(beginning) {
      let removed = 0
      for await (const { name } of store.list(beginning)) {
        await store.remove(name)
        removed += 1
      }
      return removed
    },

    async *list(beginning) {
      const pages = container
        .listBlobsFlat({ prefix: prefix + beginning, includeMetadata: true, abortSignal })
        .byPage()
      for (;;) {
        const { value: page, done } = await orArchiveError(pages.next())
        if (done === true) return
        for (const { name, properties, metadata } of page.segment.blobItems) {
          const bytes = properties.contentLength ?? 0
          yield { name: name.slice(prefix.length), bytes, metadata }
        }
      }
    },
  }
  return store
}

/** The blob alone: a container that is missing is a mistake in the URL, and not an empty archive. */
async function unlessMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RestError && error.code === 'BlobNotFound') return undefined
    throw error
  }
}

async function unlessThere(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof RestError && error.code === 'BlobAlreadyExists') return false
    throw error
  }
}

/** Of the service's response its first line: the others name the request, whose URL may hold a signature. */
function toArchiveError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error
  if (error instanceof Error && error.name === 'AggregateAuthenticationError') {
    return new ArchiveError(
      'no identity of Entra ID is found, and AZURE_STORAGE_SAS_TOKEN is not set',
    )
  }
  const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const status = error instanceof RestError ? [error.statusCode, error.code] : []
  return new ArchiveError([...status, what.replace(/\.$/, '')].filter(Boolean).join(' '))
}
