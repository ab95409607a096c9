// `pnpm tarballs`: a tarball of every package, to be installed by npm in another folder.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createShell } from './shell.mjs'
import { packAll } from './tarballs.mjs'

process.chdir(join(import.meta.dirname, '../..'))
const FOLDER = 'tarballs'
rmSync(FOLDER, { recursive: true, force: true })
for (const tarball of packAll(createShell({}), FOLDER).values()) console.log(tarball)
