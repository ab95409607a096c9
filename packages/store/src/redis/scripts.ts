import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A server-side script: the file of that name in lua/, and how many keys it takes. */
export interface Script {
  readonly name: string
  readonly keys: number
  readonly source: string
  readonly sha: string
}

const prelude = read('prelude')

/** Every script, one for each change or read. */
export const SCRIPTS = {
  start: load('start', 8),
  get: load('get', 2),
  append: load('append', 9),
  recall: load('recall', 3),
  messages: load('messages', 2),
  list: load('list', 5),
  rebuildIndexes: load('rebuild-indexes', 5),
  update: load('update', 10),
  findByExternalId: load('find-by-external-id', 1),
  delete: load('delete', 10),
  erase: load('erase', 8),
} as const satisfies Record<string, Script>

function load(name: string, keys: number): Script {
  const source = `${prelude}\n${read(name)}`
  return { name, keys, source, sha: hash('sha1', source) }
}

function read(name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
}
