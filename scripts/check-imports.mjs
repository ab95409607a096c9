// `node scripts/check-imports.mjs`: imports go down and never in a circle, folders and files stay
// small. Prints a line for each offence. Tests name another root, with rules of its own.
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { circleOffences } from './imports/circles.mjs'
import { floorOffences } from './imports/floors.mjs'
import { sizeOffences } from './imports/sizes.mjs'
import { workspaceOffences } from './imports/workspaces.mjs'

process.chdir(resolve(process.argv[2] ?? join(import.meta.dirname, '..')))
const rules = await import(pathToFileURL(resolve('scripts/import-rules.mjs')).href)

const offences = [
  ...workspaceOffences(rules.WORKSPACES, rules.NAMED_ONLY),
  ...floorOffences(rules.HOUSES),
  ...circleOffences(Object.keys(rules.WORKSPACES)),
  ...sizeOffences(rules.MEASURED, { mostFiles: rules.MOST_FILES, mostLines: rules.MOST_LINES }),
]
for (const offence of offences) console.error(offence)
if (offences.length > 0) process.exit(1)
console.log('Imports lean the right way.')
