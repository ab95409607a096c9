// Run in a package after its build: fails where its public types are not those of public-types.d.ts,
// which reviewers read. With `--update` writes that file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rollUpTypes } from './roll-up-types.mjs'

const KEPT = 'public-types.d.ts'
const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.entries(exports).map(([entry, { types }]) => {
  return [entry === '.' ? 'index' : entry.slice(2), types]
})
const parts = await rollUpTypes(Object.fromEntries(entries))
const text = [
  `// The public types of ${name}. Written by \`pnpm types:update\`.`,
  ...parts.map(({ fileName, code }) => `// ${fileName}\n\n${code.trimEnd()}`),
].join('\n\n')

if (process.argv.includes('--update')) {
  writeFileSync(KEPT, `${text}\n`)
} else if (!existsSync(KEPT) || readFileSync(KEPT, 'utf8') !== `${text}\n`) {
  console.error(`The public types of ${name} are not those of ${KEPT}.`)
  console.error('If they are meant to change: pnpm types:update, and a line in CHANGELOG.md.')
  process.exitCode = 1
}
