// `pnpm test:consumer`: what a stranger has. Packs the packages, installs the tarballs by npm in an
// empty folder outside the workspace, and there type-checks and runs the examples of the READMEs, on
// a Redis of its own.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis } from '@threadkeep/store/testing'

const PACKAGES = ['shared', 'store', 'agents', 'langchain', 'openai-agents']
const PEERS = ['@langchain/core@1.4.0', '@openai/agents@0.20.0', 'zod@4', '@types/node@20']
const COMPILERS = ['typescript@5.9', 'typescript@7']
/** Begins an error of the compiler's options, of an example or of our types. */
const OURS = /^(?:error TS|(?!node_modules\/(?!@threadkeep))\S+\()/
const SERVER_PACKAGES = [
  '@threadkeep/api',
  '@threadkeep/shared',
  'express',
  'ioredis',
  'jose',
  'zod',
]
/** Types that came to nothing would accept it. */
const MISUSE = `// @ts-expect-error
await api.conversation.start.mutate({ titel: 'Travel plans' })
// @ts-expect-error
console.log(message.nothing)
`
const MODULES = { nodenext: 'nodenext', bundler: 'esnext' }

process.chdir(join(import.meta.dirname, '..'))
const folder = mkdtempSync(join(tmpdir(), 'threadkeep-consumer-'))
const redis = await startRedis()
try {
  install()
  const examples = PACKAGES.map(writeExample)
  for (const compiler of COMPILERS) {
    inFolder('npm', 'install', '--no-save', '--no-audit', '--no-fund', compiler)
    for (const resolution of Object.keys(MODULES)) typeCheck(examples, compiler, resolution)
  }
  inFolder(
    'npx',
    'tsc',
    ...options('nodenext'),
    '--types',
    'node',
    '--skipLibCheck',
    '--outDir',
    'out',
    ...examples,
  )
  for (const example of examples) run(example)
  assertKept()
  checkClient()
} finally {
  await redis.stop()
  rmSync(folder, { recursive: true })
}

function pack(name) {
  const tarball = join(folder, `${name}.tgz`)
  command(join('packages', name), 'pnpm', 'pack', '--out', tarball)
  return tarball
}

function install() {
  const tarballs = PACKAGES.map(pack)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  inFolder('npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...PEERS)
  console.log(`npm install: ${PACKAGES.length} tarballs in an empty folder`)
}

/** The first example of the package's README. The store's is also that of the root's. */
function writeExample(name) {
  const example = examplesOf(`packages/${name}/README.md`)[0] ?? ''
  if (name === 'store' && !examplesOf('README.md').includes(example)) {
    throw new Error('README.md has another example of the store than packages/store/README.md')
  }
  writeFileSync(join(folder, `${name}.ts`), example)
  return `${name}.ts`
}

function examplesOf(page) {
  return [...readFileSync(page, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)
}

/** Alone in a folder: front ends install it without the server, and its types hold the API's. */
function checkClient() {
  const front = join(folder, 'front')
  mkdirSync(front)
  writeFileSync(join(front, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(front, 'client.ts'), `${examplesOf('packages/client/README.md')[0]}${MISUSE}`)
  command(front, 'npm', 'install', '--no-audit', '--no-fund', pack('client'))
  const present = SERVER_PACKAGES.filter((name) => existsSync(join(front, 'node_modules', name)))
  if (present.length > 0) throw new Error(`the client installs ${present.join(', ')}`)
  command(
    front,
    '../node_modules/.bin/tsc',
    '--noEmit',
    '--skipLibCheck',
    ...options('nodenext'),
    'client.ts',
  )
  command(front, 'node', '--eval', "import('@threadkeep/client')")
  console.log('the client is typed, and nothing of the server comes with it')
}

/** Errors within other people's packages are theirs. */
function typeCheck(examples, compiler, resolution) {
  const { stdout } = spawn(
    folder,
    'npx',
    'tsc',
    '--noEmit',
    ...options(resolution),
    '--types',
    'node',
    ...examples,
  )
  const ours = stdout.split('\n').filter((line) => OURS.test(line))
  if (ours.length > 0) throw new Error(`${compiler}, ${resolution}:\n${ours.join('\n')}`)
  console.log(`${compiler}, ${resolution}: the examples and our types have no error`)
}

function options(resolution) {
  const { [resolution]: module } = MODULES
  const checks = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2023']
  return ['--module', module, '--moduleResolution', resolution, ...checks]
}

function run(example) {
  const output = inFolder('node', join('out', example.replace('.ts', '.js')))
  console.log(`${example} ends, and prints ${output.length} characters`)
}

/** By another process than those that wrote. */
function assertKept() {
  const script = `
    import { getStore } from '@threadkeep/store'
    const store = getStore()
    const { items } = await store.forOwner({ tenantId: 'contoso', userId: 'ada' }).list()
    console.log(items.map(({ messageCount }) => messageCount).sort().join(' '))
    await store.close()`
  const counts = inFolder('node', '--input-type=module', '--eval', script).trim()
  if (counts !== '1 2 2') throw new Error(`Redis holds conversations of ${counts} messages`)
  console.log('three conversations are kept in Redis')
}

function inFolder(program, ...args) {
  return command(folder, program, ...args)
}

function command(cwd, program, ...args) {
  const { status, stdout, stderr } = spawn(cwd, program, ...args)
  if (status === 0) return stdout
  throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
}

function spawn(cwd, program, ...args) {
  const env = { ...process.env, REDIS_URL: redis.url, NODE_OPTIONS: '' }
  const result = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: 300_000 })
  if (result.error) throw result.error
  return result
}
