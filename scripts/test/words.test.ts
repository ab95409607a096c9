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
  /\bsomeone\(|'answered'|\bnot? answer within\b|\b(?:Redis refuses|sentinels refuse)\b/,
]

/** Everyday words, in pages, in comments and in names of tests. The text says what to write. */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bwho(?:m)?ever\b/i, 'the caller, the client, the user'],
  [/\b(?:what|which|that) is over\b/i, 'expired, ended'],
  [/\banswer(?:s|ed|ing)?\b/i, 'response, reply, result, returns'],
  [/\brefus(?:es?|ed|als?|ing)\b/i, 'reject, rejection'],
]

/** Code, and terms: ECONNREFUSED, a model's refusal, answers of an FAQ. */
const NOT_PROSE =
  /`[^`]*`|connecting is refused|refused connections|refusal of the model|list of answers/g

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
function uses(find: (line: string) => string | undefined, read = textOf): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => {
        const found = find(line)
        return found === undefined ? [] : [`${file}:${index + 1}: ${found}`]
      }),
  )
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** The prose of a file, on its lines: of a page all but examples, elsewhere comments and names of tests. */
function proseOf(file: string): string {
  const text = textOf(file)
  const prose = file.endsWith('.md') ? withoutExamples(text) : text.split('\n').map(proseOfLine)
  return prose.map((line) => line.replace(NOT_PROSE, '')).join('\n')
}

function withoutExamples(page: string): string[] {
  let isExample = false
  return page.split('\n').map((line) => {
    const isFence = line.trimStart().startsWith('```')
    if (isFence) isExample = !isExample
    return isFence || isExample ? '' : line
  })
}

const NAME = /^\s*(?:(?:test|it|describe)\b[^'"`]*\(|[\]}]\)\()(['"`])(.*?)\1/
/** The formatter puts a long name on the line after this one. */
const NAME_IS_BELOW = /^\s*(?:(?:test|it|describe)\b.*|[\]}]\))\($/

function proseOfLine(line: string, index: number, lines: readonly string[]): string {
  const comment = /(?:^\s*(?:\/?\*|--)|(?:^|\s)(?:\/\/|\/\*\*?|#)\s)(.*)/.exec(line)?.[1]
  const isName = NAME_IS_BELOW.test(lines[index - 1] ?? '')
  return comment ?? NAME.exec(line)?.[2] ?? (isName ? line : '')
}

it('no file uses a name that was replaced', () => {
  const replaced = (line: string) => REPLACED.map((name) => name.exec(line)?.[0]).find(Boolean)
  expect(uses(replaced)).toStrictEqual([])
})

it('pages, comments and names of tests use the plain words of the field', () => {
  const plain = (prose: string) =>
    PLAIN_WORDS.flatMap(([word, instead]) => {
      const found = word.exec(prose)?.[0]
      return found === undefined ? [] : [`${found}, write: ${instead}`]
    })[0]
  expect(uses(plain, proseOf)).toStrictEqual([])
})
