import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Names that were replaced by the terms of docs/glossary.md. */
const REPLACED = [
  /\b(?:operationKey|callersKey|keyOfAppend|newOperationKey|payloadDigest)\b|operation keys?\b/,
  /REMEMBERED_(?:APPENDS|CHANGE_MS|START_MS)|LONGEST_AFTERLIFE_MS|\bafterlife\b/,
  /\b(?:fresh_until|is_over|keep_until|keep_tail|tail_at|read_note|write_if_master)\b/,
  /'damaged'|'unfinished'/,
  /\b(?:gatherWrites|gather-writes|run-replicated|asStored|livingEntries)\b/,
  /\b(?:CallCounts|openCallCounts|callCounts|callsKey|patienceMs)\b/,
  /\b(?:silentSince|answeredAt|isContradicted|doubtful|contradicted)\b/,
  /\b(?:observeBackend|observe-backend|observer\.ts)\b/,
  /\b(?:refuseAppend|refuseRevision|twoHands|atRest|someOwner|freshOwner)\b/,
  /\b(?:watchCall|watch-call|RequestTrace|traceOf|keepTrace|traceError)\b/,
  /\b(?:trpcRoute|trpc-route|trpc-calls|refuseUnservable|trpc-doors?)\b|\bdoors? of our own\b/,
  /\b(?:readRefusedBodies|answerUnreadable|unreadable-requests|guardConnections|guard-connections)\b/,
  /\b(?:plainErrors|plain-errors|answeredError|answered-error|trace-error)\b/,
  /\b(?:FRAMING|REFUSALS|TAKE_KEYS|JsonAnswer|admitMessageIsStored|blameTokenOrKeys)\b/,
  /\b(?:paceMs|staleMs|tellAll|toldAt|unsaid|takesKey|isPassing|isInDoubt|may-repeat)\b/,
  /(?<!idempotency-)key-link\b|\bowner-hash\b|contestants\/floor|paged by truth/,
  /(?<!watch-)\blist-cursor\b|\bListCursor\b/,
]

/** Everyday words, in pages, in comments and in names of tests. The text says what to write. */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bwho(?:m)?ever\b/i, 'the caller, the client, the user'],
  [/\b(?:what|which|that) is over\b/i, 'expired, ended'],
]

const TEXT = /\.(?:[cm]?[jt]sx?|lua|md|ya?ml)$|^Dockerfile$/
const SELF = 'scripts/test/words.test.ts'

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    if (entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

const files = filesIn('').filter((file) => TEXT.test(file) && file !== SELF)

/** The places of what `find` finds in a line. */
function uses(find: (line: string, file: string) => string | undefined): string[] {
  return files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const found = find(line, file)
        return found === undefined ? [] : [`${file}:${index + 1}: ${found}`]
      }),
  )
}

/** The prose of a line: all of a page, elsewhere a comment or the name of a test. */
function proseOf(line: string, file: string): string {
  if (file.endsWith('.md')) return line
  const comment = /^\s*(?:\/?\*|\/\/|--)(.*)/.exec(line)?.[1]
  const name = /^\s*(?:test|it|describe)\b[^']*\('([^']*)'/.exec(line)?.[1]
  return comment ?? name ?? ''
}

it('no file uses a name that was replaced', () => {
  const replaced = (line: string) => REPLACED.map((name) => name.exec(line)?.[0]).find(Boolean)
  expect(uses(replaced)).toStrictEqual([])
})

it('pages, comments and names of tests use the plain words of the field', () => {
  const plain = (line: string, file: string) => {
    const prose = proseOf(line, file)
    return PLAIN_WORDS.flatMap(([word, instead]) => {
      const found = word.exec(prose)?.[0]
      return found === undefined ? [] : [`${found}, write: ${instead}`]
    })[0]
  }
  expect(uses(plain)).toStrictEqual([])
})
