// Run in packages/client after its build: one declaration file that holds the types of the API as
// well. Those who install the client have neither the API's package nor the packages it is made of.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rollUpTypes } from './roll-up-types.mjs'

const ENTRY = 'dist/index.d.ts'
const INLINED = ['@threadkeep/api', '@threadkeep/shared', '@threadkeep/store']

const [{ code }] = await rollUpTypes({ index: ENTRY }, INLINED)
for (const name of readdirSync('dist', { recursive: true })) {
  if (name.endsWith('.d.ts')) rmSync(join('dist', name))
}
writeFileSync(ENTRY, code)
