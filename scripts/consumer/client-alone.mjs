// The client in a folder of its own: front ends install it without the server.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examplesOf } from './examples.mjs'
import { writeClientExamples } from './pages-of-docs.mjs'
import { devToken } from './programs.mjs'
import { assertTyped, compilerOptions } from './types.mjs'

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

export function installClient(shell, folder, tarball) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  shell.run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball)
  const present = SERVER_PACKAGES.filter((name) => existsSync(join(folder, 'node_modules', name)))
  if (present.length > 0) throw new Error(`the client installs ${present.join(', ')}`)
}

/** Its example, type-checked and run against a server. */
export async function runClientExample(shell, folder, { tsc, page, apiUrl }) {
  const [example = ''] = examplesOf(page)
  const token = await devToken(apiUrl, { tenantId: 'contoso', userId: 'ada' })
  const code = example
    .replace('a token of your identity provider', token)
    .replace('http://127.0.0.1:3000', apiUrl)
  writeFileSync(join(folder, 'misuse.ts'), example + MISUSE)
  writeFileSync(join(folder, 'client.ts'), code)
  const files = ['client.ts', 'misuse.ts', ...writeClientExamples(folder), '--outDir', 'out']
  assertTyped(shell, folder, tsc, [...compilerOptions('nodenext', '--lib', 'es2023,dom'), ...files])
  const printed = shell.run(folder, 'node', 'out/client.js')
  if (!printed.includes('You said: Where to?')) throw new Error(`the client prints:\n${printed}`)
}
