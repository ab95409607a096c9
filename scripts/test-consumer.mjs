// `pnpm test:consumer`: what a stranger has. Packs all packages, installs the tarballs by npm in empty
// folders outside the workspace, and there type-checks and runs the examples of the READMEs and the
// programs, on a Redis of its own. `--short` has one compiler and one way to resolve modules.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startRedis } from '@threadkeep/store/testing'
import { AI_SDK, AI_SDK_PEERS, runAiSdkExample } from './consumer/ai-sdk.mjs'
import { installClient, runClientExample } from './consumer/client-alone.mjs'
import { assertSharedExample, writeExamples, writeTypeImports } from './consumer/examples.mjs'
import { buildPages } from './consumer/page.mjs'
import { writeServerExamples } from './consumer/pages-of-docs.mjs'
import { checkTool, startApi } from './consumer/programs.mjs'
import { createShell } from './consumer/shell.mjs'
import { entriesOf, packAll, publishedPackages } from './consumer/tarballs.mjs'
import { assertTyped, compilerOptions, RESOLUTIONS } from './consumer/types.mjs'

const PEERS = ['@langchain/core@1.4.0', '@openai/agents@0.20.0', 'zod@4', '@types/node@20']
const TEST_PEERS = ['vitest@4', 'fast-check@4', 'selfsigned@5']
const COMPILERS = ['typescript@5.9', 'typescript@7']
/** Their own page's example needs a server: it is run in a folder of its own. */
const CLIENT = '@threadkeep/client'
const NEEDS_SERVER = [CLIENT, AI_SDK]

const isShort = process.argv.includes('--short')
process.chdir(join(import.meta.dirname, '..'))
const OUR_TSC = resolve('node_modules/typescript/bin/tsc')
const folder = mkdtempSync(join(tmpdir(), 'threadkeep-consumer-'))
const front = join(folder, 'front')
const redis = await startRedis({ appendonly: true })
const shell = createShell({ REDIS_URL: redis.url })
const packages = publishedPackages()
// What is for tests needs a test runner, which the long form installs.
const entries = packages.flatMap(entriesOf).filter((entry) => !isShort || !isForTests(entry))
try {
  const tarballs = step(`${packages.length} packages are packed`, () =>
    packAll(shell, join(folder, 'tarballs')),
  )
  step('npm installs them in an empty folder', () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    npmInstall(...tarballs.values(), ...PEERS, ...AI_SDK_PEERS, ...(isShort ? [] : TEST_PEERS))
  })
  step('every entry is loaded by import and by require', loadEntries)
  for (const name of ['store', 'client']) {
    assertSharedExample('README.md', `packages/${name}/README.md`)
  }
  const examples = writeExamples(
    packages.filter(({ name }) => !NEEDS_SERVER.includes(name)),
    folder,
  )
  const files = [...examples, ...writeServerExamples(folder), ...writeTypeImports(entries, folder)]
  for (const compiler of isShort ? [] : COMPILERS) {
    npmInstall('--no-save', compiler)
    for (const resolution of RESOLUTIONS) {
      step(`${compiler}, ${resolution}: the examples and our types have no error`, () =>
        assertTyped(shell, folder, 'node_modules/typescript/bin/tsc', [
          ...compilerOptions(resolution, '--types', 'node', '--noEmit'),
          ...files,
        ]),
      )
    }
  }
  step('the examples are compiled against our types', () =>
    assertTyped(shell, folder, OUR_TSC, [
      ...compilerOptions('nodenext', '--types', 'node', '--outDir', 'out'),
      ...files,
    ]),
  )
  for (const example of examples) {
    step(`${example} is run, and ends`, () =>
      shell.run(folder, 'node', join('out', example.replace('.ts', '.js'))),
    )
  }
  step('three conversations are kept in Redis', assertKept)
  step('threadkeep --help and doctor', () => checkTool(shell, folder))
  step('the client is installed alone, and nothing of the server comes with it', () =>
    installClient(shell, front, tarballs.get(CLIENT)),
  )
  if (!isShort) {
    const bytes = step('Vite builds a page with the client and one without', () =>
      buildPages(shell, front),
    )
    console.log(`the client adds ${(bytes / 1024).toFixed(1)} kB, gzipped, to a page`)
  }
  const api = await startApi(shell, folder)
  try {
    const page = 'packages/client/README.md'
    await runClientExample(shell, front, { tsc: OUR_TSC, page, apiUrl: api.url })
    await runAiSdkExample(shell, folder, { tsc: OUR_TSC, apiUrl: api.url })
    console.log('threadkeep-api serves the examples of the client and of the AI SDK')
  } finally {
    await api.stop()
  }
} finally {
  await redis.stop()
  rmSync(folder, { recursive: true })
}

function step(what, work) {
  const began = Date.now()
  const result = work()
  console.log(`${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  return result
}

function npmInstall(...what) {
  shell.run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...what)
}

function loadEntries() {
  const names = JSON.stringify(entries.filter((entry) => !isForTests(entry)))
  shell.run(folder, 'node', '--eval', `Promise.all(${names}.map((name) => import(name)))`)
  shell.run(folder, 'node', '--eval', `${names}.map((name) => require(name))`)
}

function isForTests(entry) {
  return entry.endsWith('/testing')
}

/** By another process than those that wrote. */
function assertKept() {
  const script = `
    import { getStore } from '@threadkeep/store'
    const store = getStore()
    const { items } = await store.forOwner({ tenantId: 'contoso', userId: 'ada' }).list()
    console.log(items.map(({ messageCount }) => messageCount).sort().join(' '))
    await store.close()`
  const counts = shell.run(folder, 'node', '--input-type=module', '--eval', script).trim()
  if (counts !== '1 2 2') throw new Error(`Redis holds conversations of ${counts} messages`)
}
