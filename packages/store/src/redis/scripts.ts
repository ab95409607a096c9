import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { OPERATION_KEY_LENGTH } from '../idempotency.ts'
import { LONGEST_AFTERLIFE_MS, REMEMBERED_APPENDS, REMEMBERED_CHANGE_MS } from '../retention.ts'

/** A server-side script: the file of that name in lua/, and how many keys it takes. */
export interface Script {
  readonly name: string
  readonly keys: number
  readonly source: string
  readonly sha: string
}

/** Parts that scripts share, in lua/lib/. Each is put in front of those that use it alone. */
type Library =
  | 'conversation'
  | 'expiry'
  | 'optional-write'
  | 'reading'
  | 'changing'
  | 'appends'
  | 'indexes'

/** What is the same in every call need not be sent with each. */
const CONSTANTS = Object.entries({
  OPERATION_KEY_LENGTH,
  REMEMBERED_APPENDS,
  REMEMBERED_CHANGE_MS,
  LONGEST_AFTERLIFE_MS,
})
  .map(([name, value]) => `local ${name} = ${value}`)
  .join('\n')

const READING: Library[] = ['conversation', 'expiry', 'optional-write', 'reading']

/** Every script, one for each change or read. */
export const SCRIPTS = {
  start: load('start', 8, ['conversation', 'expiry', 'indexes']),
  get: load('get', 2, READING),
  append: load('append', 5, ['conversation', 'expiry', 'changing', 'appends']),
  recall: load('recall', 2, [...READING, 'appends']),
  messages: load('messages', 2, READING),
  list: load('list', 5, ['expiry', 'optional-write', 'indexes']),
  rebuildIndexes: load('rebuild-indexes', 5, ['conversation', 'expiry', 'indexes']),
  update: load('update', 8, [...READING, 'changing', 'appends']),
  findByExternalId: load('find-by-external-id', 1, READING),
  delete: load('delete', 8, ['expiry', 'indexes']),
  erase: load('erase', 8, ['expiry']),
  writeMarker: load('write-marker', 1, []),
} as const satisfies Record<string, Script>

function load(name: string, keys: number, libraries: Library[]): Script {
  const parts = ['lib/base', ...libraries.map((library) => `lib/${library}`), name]
  const source = [CONSTANTS, ...parts.map(read)].join('\n')
  return { name, keys, source, sha: hash('sha1', source) }
}

function read(name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
}
