import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import {
  type ConversationStore,
  createStore,
  type OwnerConversations,
  parseStoreEnv,
} from '../src/index.ts'
import { testRedis } from '../testing/index.ts'
import { newOwner } from './redis/support.ts'

/* What the README shows is compiled, and run as it stands there. */

const ROOT = join(import.meta.dirname, '..')
const IMPORTS = /^import \{[^}]*\} from '[^']*'\n/gm
const OWNER = newOwner()

const GIVEN = `mine: Store.OwnerConversations, conversation: Store.Conversation,
  askModel: () => AsyncIterable<string>`

const server = await testRedis()
const store = createStore(parseStoreEnv({ REDIS_URL: server.url }))
const mine = store.forOwner(OWNER)
const examples = await loadExamples({
  getStore: { given: '', result: '' },
  DEFAULT_LIMITS: { given: '', result: 'return [ofEnvironment, inMemory, inRedis]' },
  askModel: { given: GIVEN, result: '' },
  onOrphanedRun: { given: '', result: 'return store' },
})

beforeEach(() => {
  vi.stubEnv('REDIS_URL', server.url)
})
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

interface Frame {
  /** Parameters: what the example uses without saying where it comes from. */
  given: string
  result: string
}

/** Each example of the README, by a word that it alone has, as a function. */
async function loadExamples(frames: Record<string, Frame>) {
  const page = await readFile(join(ROOT, 'README.md'), 'utf8')
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)
  expect(blocks).toHaveLength(Object.keys(frames).length)
  const folder = await mkdtemp(join(ROOT, '.generated-'))
  try {
    for (const [word, frame] of Object.entries(frames)) {
      const code = blocks.find((block) => block.includes(word))
      if (code === undefined) throw new Error(`no example has ${word}`)
      await writeFile(join(folder, `${word}.ts`), toModule(code, frame))
    }
    const config = { extends: '../tsconfig.json', include: ['*.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error) => {
      throw new Error(`the examples do not compile:\n${error.stdout}`, { cause: error })
    })
    const loaded = Object.keys(frames).map(async (word) => {
      const { run } = await import(pathToFileURL(join(folder, `${word}.ts`)).href)
      return [word, run] as const
    })
    return Object.fromEntries(await Promise.all(loaded))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function toModule(code: string, { given, result }: Frame): string {
  const module = `import type * as Store from '@threadkeep/store'
    ${(code.match(IMPORTS) ?? []).join('')}
    export async function run(${given}) {
      {
        ${code.replace(IMPORTS, '')}
        ${result}
      }
    }`
  return module
    .replaceAll("'@threadkeep/store'", "'../src/index.ts'")
    .replaceAll('redis://127.0.0.1:6379', server.url)
}

async function textsOf(conversations: OwnerConversations, id: string) {
  const { items } = await conversations.messages(id)
  return items.map(({ role, content }) => [role, 'text' in content && content.text])
}

test('the first example keeps a conversation', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await examples['getStore']()
  expect(JSON.stringify(log.mock.calls)).toContain('Where to?')
})

test('stores of a configuration', async () => {
  const stores: ConversationStore[] = await examples['DEFAULT_LIMITS']()
  expect(stores.map(({ kind }) => kind)).toEqual(['redis', 'memory', 'redis'])
  for (const each of stores) {
    await each.forOwner(OWNER).start()
    await each.close()
  }
})

const QUESTION = { type: 'text', text: 'Where to?' } as const

test('a reply is streamed, also behind what is appended meanwhile', async () => {
  const { conversation } = await mine.start()
  async function* askModel() {
    yield 'To '
    const content = { type: 'text', text: 'Quick!' } as const
    await mine.append(conversation.id, { messages: [{ role: 'user', content }] })
    yield 'Lisbon.'
  }
  await examples['askModel'](mine, conversation, askModel)
  expect(await textsOf(mine, conversation.id)).toEqual([
    ['user', 'Where to?'],
    ['user', 'Quick!'],
    ['assistant', 'To Lisbon.'],
  ])
  expect(await mine.runs(conversation.id).newest()).toMatchObject({ status: 'completed' })
})

test('a streamed reply that is stopped keeps what was said', async () => {
  const { conversation } = await mine.start()
  async function* askModel() {
    yield 'To '
    await mine.runs(conversation.id).stop()
    yield 'Lisbon'
    yield ', and more.'
  }
  await examples['askModel'](mine, conversation, askModel)
  expect(await textsOf(mine, conversation.id)).toContainEqual(['assistant', 'To Lisbon'])
  expect(await mine.runs(conversation.id).newest()).toMatchObject({ status: 'stopped' })
})

test('the run of a process that died is ended, with what was said', async () => {
  const { conversation } = await mine.start()
  const runs = mine.runs(conversation.id)
  const { lease } = await runs.begin({ content: QUESTION })
  await lease?.write([{ type: 'text', offset: 0, text: 'To ' }])
  await lease?.giveBack()
  await expect(runs.begin({ content: QUESTION })).rejects.toMatchObject({
    reason: 'RUN_IN_PROGRESS',
  })
  expect(await runs.stop()).toEqual({ orphaned: true })

  const other: ConversationStore = await examples['onOrphanedRun']()
  await other.forOwner(OWNER).get(conversation.id)
  await expect.poll(() => runs.newest()).toMatchObject({ status: 'failed', reason: 'INTERRUPTED' })
  expect(await textsOf(mine, conversation.id)).toContainEqual(['assistant', 'To '])
  expect(await lease?.write([])).toBe('lost')
  await other.close()
})
