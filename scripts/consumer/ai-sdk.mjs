// The AI SDK's adapter: its example is of a page, and needs a server.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examplesOf } from './examples.mjs'
import { devToken } from './programs.mjs'
import { assertTyped, compilerOptions } from './types.mjs'

export const AI_SDK = '@threadkeep/ai-sdk'
export const AI_SDK_PEERS = [
  'ai@7.0.173',
  '@ai-sdk/react@4.0.177',
  'react@19.3.1',
  '@types/react@19.3.0',
]

/** Type-checked, and run up to where a page would show it. */
export async function runAiSdkExample(shell, folder, { tsc, apiUrl }) {
  const [example = ''] = examplesOf('packages/ai-sdk/README.md')
  const token = await devToken(apiUrl, { tenantId: 'contoso', userId: 'ada' })
  const code = example
    .replace('a token of your identity provider', token)
    .replace("'/trpc'", `'${apiUrl}/trpc'`)
  writeFileSync(join(folder, 'ai-sdk.ts'), `${code}\nconsole.log(id, messages)\n`)
  const options = compilerOptions('nodenext', '--types', 'node', '--outDir', 'out')
  assertTyped(shell, folder, tsc, [...options, 'ai-sdk.ts'])
  const printed = shell.run(folder, 'node', 'out/ai-sdk.js')
  if (!/^\S{36} \[\]$/m.test(printed))
    throw new Error(`the example of the AI SDK prints:\n${printed}`)
}
