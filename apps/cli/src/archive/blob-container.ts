import { isIP } from 'node:net'
import type { TokenCredential } from '@azure/identity'
import { AnonymousCredential, BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { ArchiveError } from '../errors.ts'
import type { ArchiveCredentials } from '../io.ts'

/** A request that got no response, a 500, 503 or 429, is sent again after 1, 2 and 4 seconds. */
const OPTIONS = {
  retryOptions: {
    maxTries: 4,
    retryDelayInMs: 1000,
    maxRetryDelayInMs: 10_000,
    tryTimeoutInMs: 60_000,
  },
}

export interface BlobPlace {
  container: ContainerClient
  /** '' or ends in `/`. */
  prefix: string
}

/**
 * `az://<container>/<prefix>` with a connection string, or `https://<account>.../<container>/<prefix>` with
 * a SAS, in the URL or beside it, or as whom DefaultAzureCredential finds.
 */
export async function openBlobPlace(
  place: string,
  { connectionString, sasToken }: ArchiveCredentials,
): Promise<BlobPlace> {
  const url = new URL(place)
  if (url.protocol === 'az:') {
    if (connectionString === undefined) {
      throw new ArchiveError(`${place} needs AZURE_STORAGE_CONNECTION_STRING, which is not set`)
    }
    return {
      container: serviceOf(connectionString).getContainerClient(url.host),
      prefix: toPrefix(url.pathname),
    }
  }
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  // The emulator's URLs have the account in front of the container.
  const ofContainer = segments.splice(0, isIP(url.hostname) === 0 ? 1 : 2).join('/')
  const prefix = toPrefix(segments.join('/'))
  const signature = url.search === '' ? sasToken?.replace(/^\?*/, '?') : url.search
  const address = `${url.origin}/${ofContainer}${signature ?? ''}`
  const credential = signature === undefined ? await defaultCredential() : new AnonymousCredential()
  return { container: new ContainerClient(address, credential, OPTIONS), prefix }
}

/** What is wrong with a string is not said: it holds a key. */
function serviceOf(connectionString: string): BlobServiceClient {
  try {
    return BlobServiceClient.fromConnectionString(connectionString, OPTIONS)
  } catch {
    throw new ArchiveError('AZURE_STORAGE_CONNECTION_STRING is no connection string')
  }
}

function toPrefix(path: string): string {
  const segments = decodeURIComponent(path)
    .split('/')
    .filter((segment) => segment !== '')
  return segments.map((segment) => `${segment}/`).join('')
}

/** Large, and with a key or a signature nothing needs it. */
async function defaultCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential()
}
