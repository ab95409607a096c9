import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MAX_MESSAGES_PER_RUN } from '@threadkeep/shared'
import { DEDUP_KEY_LENGTH } from '../../codec/dedup.ts'
import {
  ACCESS_STEP_MS,
  DEDUP_MIN_APPENDS,
  DEDUP_WINDOW_MS,
  MAX_EXPIRY_SLACK_MS,
} from '../../rules/retention.ts'
import { REGENERATE_SEARCHED } from '../../rules/run-times.ts'
import { assemble } from './assemble.ts'

/** A server-side script: its file below lua/, without the ending, and how many keys it takes. */
export interface Script {
  readonly name: string
  readonly keys: number
  readonly source: string
  readonly sha: string
  /** Frees memory, so it is tried even if a full server rejects other changes. */
  readonly removes: boolean
  /** Takes the room for its reply as its last argument, and may reply that it is too large. */
  readonly hasRoom: boolean
}

/** Libraries that scripts share, in lua/lib/. A script gets only those that it uses. */
type Library =
  | 'writing'
  | 'conversation'
  | 'expiry'
  | 'reading'
  | 'appends'
  | 'removals'
  | 'truncation'
  | 'indexes'
  | 'starts'
  | 'changes'
  | 'runs'
  | 'notices'

/** Part of a script's text, so that they are not sent with each call. */
const CONSTANTS = {
  DEDUP_KEY_LENGTH,
  DEDUP_MIN_APPENDS,
  DEDUP_WINDOW_MS,
  ACCESS_STEP_MS,
  MAX_EXPIRY_SLACK_MS,
  MAX_MESSAGES_PER_RUN,
  REGENERATE_SEARCHED,
}

export const CONVERSATION: Library[] = ['writing', 'conversation', 'expiry']
export const READING: Library[] = [...CONVERSATION, 'runs', 'reading']
export const CHANGING: Library[] = [
  'writing',
  'notices',
  'conversation',
  'expiry',
  'runs',
  'reading',
]
const REMOVING: Library[] = [...CHANGING, 'appends', 'removals']

/** Every script that requests run, one for each change or read; admin/scripts.ts has the operators'. */
export const SCRIPTS = {
  start: load('changes/start', 8, [...CHANGING, 'indexes', 'starts']),
  get: load('reads/get', 2, READING),
  append: load('changes/append', 8, [...REMOVING, 'truncation']),
  getAppendResult: load('reads/get-append-result', 2, [...READING, 'appends']),
  messages: withRoom(load('reads/messages', 2, READING)),
  listPage: withRoom(load('reads/list-page', 5, [...CONVERSATION, 'indexes'])),
  list: load('reads/list', 5, [...CONVERSATION, 'indexes']),
  rebuildIndexes: load('upkeep/rebuild-indexes', 5, [...CONVERSATION, 'indexes']),
  update: load('changes/update', 8, [...CHANGING, 'indexes', 'changes']),
  findByExternalId: load('reads/find-by-external-id', 2, [...READING, 'indexes']),
  restoreExternalIds: load('upkeep/restore-external-ids', 1, ['writing', 'indexes']),
  truncate: load('changes/truncate', 9, [...REMOVING, 'truncation', 'changes']),
  redact: load('changes/redact', 9, [...REMOVING, 'changes']),
  regenerate: load('changes/regenerate', 9, [...REMOVING, 'truncation']),
  delete: removing(load('changes/delete', 10, [...CHANGING, 'indexes', 'changes'])),
  erase: removing(load('changes/erase', 9, CHANGING)),
  countExpired: load('upkeep/count-expired', 5, [...CONVERSATION, 'indexes']),
  resetWrongTypes: removing(load('upkeep/reset-wrong-types', 9, ['writing'])),
  writePieces: load('runs/write-pieces', 2, ['writing', 'notices', 'runs']),
  finishRun: load('runs/finish-run', 2, ['writing', 'notices', 'runs']),
  stopRun: load('runs/stop-run', 2, CHANGING),
  takeOverRun: load('runs/take-over-run', 3, CHANGING),
  sync: withRoom(load('reads/sync', 3, READING)),
  changesSince: withRoom(load('reads/changes-since', 3, ['writing'])),
  writeMarker: load('upkeep/write-marker', 1, []),
  canary: load('upkeep/canary', 3, []),
} as const satisfies Record<string, Script>

export function load(name: string, keys: number, libraries: Library[]): Script {
  const parts = ['lib/base', ...libraries.map((library) => `lib/${library}`), name]
  const source = assemble(parts.map(read), CONSTANTS)
  return { name, keys, source, sha: hash('sha1', source), removes: false, hasRoom: false }
}

function removing(script: Script): Script {
  return { ...script, removes: true }
}

function withRoom(script: Script): Script {
  return { ...script, hasRoom: true }
}

function read(name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
}
