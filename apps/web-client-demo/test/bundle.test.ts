import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const DIST = new URL('../dist/', import.meta.url)
const FIRST_LOAD_LIMIT = 200_000

test('what the first page load fetches stays small', () => {
  const html = readFileSync(new URL('index.html', DIST), 'utf8')
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    ([, path = '']) => path,
  )
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts
    .map((path) => gzipSync(readFileSync(new URL(path, DIST))).byteLength)
    .reduce((sum, size) => sum + size, 0)
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_LIMIT)
})
