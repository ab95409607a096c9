// What a page grows by when it uses the client.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const MAX_BYTES = 40 * 1024
const WITH_CLIENT = `import * as client from '@threadkeep/client'
Object.assign(window, client)
`

/** Built by Vite with the whole client and without it. Returns the difference in gzipped bytes. */
export function buildPages(shell, folder) {
  shell.run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', 'vite@8')
  const bytes = gzippedBytes(shell, folder, WITH_CLIENT) - gzippedBytes(shell, folder, '')
  if (bytes > MAX_BYTES) throw new Error(`the client adds ${bytes} bytes, gzipped, to a page`)
  return bytes
}

function gzippedBytes(shell, folder, code) {
  const page = join(folder, 'page')
  mkdirSync(page, { recursive: true })
  writeFileSync(join(page, 'index.html'), '<script type="module" src="./main.js"></script>')
  writeFileSync(join(page, 'main.js'), `${code}document.title = 'chat'\n`)
  shell.run(folder, 'npx', 'vite', 'build', 'page', '--logLevel', 'error')
  const assets = join(page, 'dist/assets')
  return readdirSync(assets)
    .map((name) => gzipSync(readFileSync(join(assets, name))).length)
    .reduce((sum, length) => sum + length, 0)
}
