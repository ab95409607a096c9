// Run in packages/client after its build: one declaration file that holds the types of the API as
// well. Those who install the client have neither the API's package nor the packages it is made of.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const ROUTER = '../../apps/api/dist/trpc/routers/app.d.ts'
const FOLDER = '.reports/types'
const BUNDLER = join(import.meta.dirname, '../node_modules/.bin/dts-bundle-generator')

mkdirSync(FOLDER, { recursive: true })
writeFileSync(join(FOLDER, 'api.d.ts'), routerTypes())
writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions: options() }))
bundle()
for (const name of readdirSync('dist', { recursive: true })) {
  if (name.endsWith('.d.ts')) rmSync(join('dist', name))
}
writeFileSync('dist/index.d.ts', readFileSync(join(FOLDER, 'index.d.ts')))

/** The context of a procedure is the server's own: clients infer nothing from it. */
function routerTypes() {
  const context = 'import("../context.ts").Context'
  const text = readFileSync(ROUTER, 'utf8')
  if (!text.includes(context)) throw new Error(`${ROUTER} has no ${context}`)
  const here = (path) => resolve(dirname(ROUTER), path)
  return text
    .replaceAll(context, 'object')
    .replace(/(import\(|from )(["'])(\.[^"']+)\2/g, (_, before, quote, path) => {
      return `${before}${quote}${here(path)}${quote}`
    })
}

function options() {
  return {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.asynciterable'],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
    paths: { '@threadkeep/api': [resolve(FOLDER, 'api.d.ts')] },
  }
}

function bundle() {
  const inlined = ['--external-inlines', '@threadkeep/shared', '@threadkeep/store']
  const imported = ['--external-imports', '@trpc/client', '@trpc/server', 'eventsource-parser']
  const files = ['-o', join(FOLDER, 'index.d.ts'), 'dist/index.d.ts']
  const flags = ['--no-check', '--silent', '--export-referenced-types', 'false']
  const project = ['--project', join(FOLDER, 'tsconfig.json')]
  const args = [...project, ...flags, ...inlined, ...imported, ...files]
  const { status, error, stderr } = spawnSync(BUNDLER, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(stderr)
}
