import {
  BlobServiceClient,
  ContainerClient,
  ContainerSASPermissions,
  type StorageRetryOptions,
} from '@azure/storage-blob'
import { createStore } from '@threadkeep/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobArchive } from '../src/archive/blob-archive.ts'
import { namesIn, opened } from './archive-places.ts'
import { type Azurite, connectionStringOf, startAzurite } from './azurite.ts'
import { cutConnection, FaultyProxy, rejection } from './faulty-proxy.ts'
import { fill, someOwners } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

/** Repeats as the tool's own, without its pauses. */
const RETRIES: StorageRetryOptions = { maxTries: 4, retryDelayInMs: 1, maxRetryDelayInMs: 5 }

describe('an archive in Azure Blob Storage', () => {
  let azurite: Azurite
  let proxy: FaultyProxy
  beforeAll(async () => {
    azurite = await startAzurite()
    proxy = await FaultyProxy.start(azurite.url)
  })
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]()
    await azurite[Symbol.asyncDispose]()
  })

  const throughProxy = () => connectionStringOf(`${proxy.url}/devstoreaccount1`)
  const { signal } = new AbortController()

  async function newStore() {
    proxy.fault = () => false
    const container = new URL(await azurite.newPlace()).host
    const service = BlobServiceClient.fromConnectionString(throughProxy(), {
      retryOptions: RETRIES,
    })
    const store = blobArchive(service.getContainerClient(container), 'p/', signal)
    await store.write('a/b', Buffer.from('content'))
    return store
  }

  it.each([
    ['a 409', rejection(409, 'LeaseIdMissing'), '409 LeaseIdMissing'],
    ['a 412', rejection(412, 'ConditionNotMet'), '412 ConditionNotMet'],
    ['a 403', rejection(403, 'AuthorizationFailure'), '403 AuthorizationFailure'],
    ['a container that is missing', rejection(404, 'ContainerNotFound'), '404 ContainerNotFound'],
    ['a 503 that lasts', rejection(503, 'ServerBusy'), '503 ServerBusy'],
    ['connections that are cut', cutConnection, 'ECONNRESET'],
  ])('rejects everything after %s', async (_name, fault, says) => {
    const store = await newStore()
    proxy.fault = fault
    const calls = [
      store.read('a/b'),
      store.write('a/b', Buffer.from('other')),
      store.remove('a/b'),
      namesIn(store),
    ]
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({
        status: 'rejected',
        reason: { name: 'ArchiveError', message: expect.stringMatching(says) },
      })
      // The service's further lines name the request.
      expect(String('reason' in call && call.reason.message)).not.toMatch(/\n|RequestId/)
    }
    proxy.fault = () => false
    expect(await store.read('a/b')).toEqual(Buffer.from('content'))
  })

  it.each([
    ['a 503', rejection(503, 'ServerBusy')],
    ['a 500', rejection(500, 'InternalError')],
    ['a connection that is cut', cutConnection],
  ])('goes on after %s', async (_name, fault) => {
    const store = await newStore()
    const once = () => {
      let faults = 0
      proxy.fault = (...args) => {
        faults += 1
        return faults === 1 ? fault(...args) : false
      }
    }
    once()
    expect(await store.read('a/b')).toEqual(Buffer.from('content'))
    once()
    await store.write('a/c', Buffer.from('x'))
    once()
    expect(await namesIn(store)).toEqual(['a/b', 'a/c'])
    once()
    await store.remove('a/c')
    expect(await namesIn(store)).toEqual(['a/b'])
  })

  it('does not take half a body for an object', async () => {
    const store = await newStore()
    proxy.fault = (_request, response) => {
      response.writeHead(200, { 'content-length': '7', etag: '"1"' })
      response.write('con', () => response.destroy())
      return true
    }
    await expect(store.read('a/b')).rejects.toMatchObject({ name: 'ArchiveError' })
  })

  it('does not read an object that is larger than a conversation may be', async () => {
    const store = await newStore()
    let isClosed = false
    proxy.fault = (_request, response) => {
      response.on('close', () => {
        isClosed = true
      })
      response.writeHead(200, { 'content-length': String(2 ** 40), etag: '"1"' })
      response.write('content')
      return true
    }
    await expect(store.read('a/b')).rejects.toThrow('a/b is larger than an archived conversation')
    await expect.poll(() => isClosed).toBe(true)
  })

  it('that rejects an object leaves its conversation in Redis, and the same command goes on', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(1, 2), 3)
    await store.close()
    using raw = await RawRedis.open(target.address)
    const place = await azurite.newPlace()
    const credentials = { connectionString: throughProxy(), sasToken: undefined }
    const archive = ['archive', '--older-than', '0m', '--to', place]
    let written = 0
    proxy.fault = (...args) => {
      const isObject = args[0].method === 'PUT' && args[0].url?.includes('.gz') === true
      if (isObject) written += 1
      return isObject && written > 3 ? rejection(409, 'BlobImmutableDueToPolicy')(...args) : false
    }
    const rejected = await threadkeep(archive, config, credentials)
    expect(rejected).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^The archive cannot be worked with: 409 BlobImmutable/),
    })
    const isConversation = (key: string) => /^conversation:.*[0-9a-f]{12}$/.test(key)
    expect((await raw.keys()).filter(isConversation)).toHaveLength(3)
    proxy.fault = () => false
    const again = await threadkeep(archive, config, credentials)
    expect(again.out).toMatch(/^Moved 3 conversations into the archive/)
    const { store: objects } = await opened(place, credentials)
    expect(await namesIn(objects)).toHaveLength(6)
  })

  it('is opened by a shared access signature, and no message tells it', async () => {
    const name = new URL(await azurite.newPlace()).host
    const service = BlobServiceClient.fromConnectionString(azurite.connectionString)
    const container = service.getContainerClient(name)
    const urlFor = (permissions: string) =>
      container.generateSasUrl({
        permissions: ContainerSASPermissions.parse(permissions),
        expiresOn: new Date(Date.now() + 3_600_000),
      })
    const withSas = async (permissions: string) =>
      blobArchive(new ContainerClient(await urlFor(permissions)), '', signal)
    const store = await withSas('rwdl')
    await store.write('a/b', Buffer.from('x'))
    expect(await namesIn(store)).toEqual(['a/b'])
    const rejected = (await withSas('l')).read('a/b')
    await expect(rejected).rejects.toThrow(/^403 /)
    await expect(rejected).rejects.not.toThrow(/sig=/)
  })
})

it.each([
  'garbage',
  'BlobEndpoint=https://x;SharedAccessSignature=',
  'AccountName=x;AccountKey=secret',
])(
  'a connection string that is none is told without a word of it: %s',
  async (connectionString) => {
    const { message } = await opened('az://c/p', { connectionString, sasToken: undefined }).then(
      () => new Error('opened'),
      (error: Error) => error,
    )
    expect(message).toBe('AZURE_STORAGE_CONNECTION_STRING is no connection string')
  },
)
