import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/** What Redis holds of a redacted message, in memory and in its files. */

let server: RawRedis
let store: ConversationStore

beforeAll(async () => {
  server = await startRawRedis({ appendonly: 'yes', 'aof-use-rdb-preamble': 'no' })
  store = openStore(server.url)
})

afterAll(async () => {
  await store?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Every file that this server writes, once its append-only file holds no more than what is there now. */
async function filesOfServer(): Promise<string> {
  await server.raw.bgrewriteaof()
  const isWriting = async () => /aof_rewrite_(in_progress|scheduled):1/.test(await info())
  await expect.poll(isWriting, { timeout: 10_000 }).toBe(false)
  const [, folder = ''] = await server.raw.config('GET', 'dir').then(toTexts)
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  const contents = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  )
  return contents.join('\n')
}

const info = () => server.raw.info('persistence')
const toTexts = (reply: unknown) => (Array.isArray(reply) ? reply.map(String) : [])

it('holds nothing of the text, its metadata, what was said in the run, or a digest of it', async () => {
  const mine = store.forOwner(newOwner())
  const { id } = (await mine.start()).conversation
  const append = {
    messages: [{ ...text('canary in a text'), metadata: { note: 'canary in metadata' } }],
    idempotencyKey: 'k',
  }
  await mine.append(id, append)
  const { lease } = await mine.runs(id).begin({ content: text('hello').content })
  await lease?.write([{ type: 'text', offset: 0, text: 'canary in a piece' }])
  await lease?.finish({ status: 'completed', messages: [text('canary in a reply', 'assistant')] })
  const [fingerprint = ''] = /(?<=\+0 .{14})[\w-]{11}/.exec(await filesOfServer()) ?? []
  expect(fingerprint).not.toBe('')
  expect(await filesOfServer()).toContain('canary in a piece')

  await mine.redact(id, 1)
  await mine.redact(id, 3)
  const files = await filesOfServer()
  expect(files).toContain('redacted')
  expect(files).not.toContain('canary')
  expect(files).not.toContain(fingerprint)
  expect(await mine.append(id, append)).toMatchObject({
    replayed: true,
    messages: [{ content: { type: 'redacted' } }],
  })
})
