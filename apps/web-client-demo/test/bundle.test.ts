import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const DIST = new URL('../dist/', import.meta.url)
const FIRST_LOAD_LIMIT = 200_000

const html = readFileSync(new URL('index.html', DIST), 'utf8')

function compressedSize(files: Iterable<string>): number {
  return [...files]
    .map((file) => gzipSync(readFileSync(new URL(file, DIST))).byteLength)
    .reduce((sum, size) => sum + size, 0)
}

function scriptsIn(text: string): Set<string> {
  const found = new Set(text.match(/assets\/[\w-]+\.js/g))
  expect(found.size).toBeGreaterThan(0)
  return found
}

test('what a first load fetches stays small, that of signing in smaller', () => {
  const [, always = ''] = /isSignedIn \? (\[.*?\])/.exec(html) ?? []
  const [, ofConversations = ''] = /\["\/c\/",(\[.*?\])/.exec(html) ?? []
  const forSigningIn = scriptsIn((html.match(/<(?:script|link)[^>]+>/g) ?? []).join())
  const forTheList = new Set([...forSigningIn, ...scriptsIn(always)])
  const forAConversation = new Set([...forTheList, ...scriptsIn(ofConversations)])
  expect(compressedSize(forAConversation)).toBeLessThanOrEqual(FIRST_LOAD_LIMIT)
  expect(compressedSize(forSigningIn)).toBeLessThanOrEqual(0.5 * FIRST_LOAD_LIMIT)
})

test('the charset is declared where browsers look for it', () => {
  expect(html.slice(0, 1_024)).toContain('<meta charset="utf-8" />')
})
