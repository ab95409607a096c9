// The examples of the docs, type-checked as a consumer has them. Tests run them in the workspace.
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examplesOf } from './examples.mjs'

const IMPORTS = /^import (?:type )?\{[^}]*\} from '[^']*'\n/gm

/** Of agents and of tokens: they stand on packages of the server. */
export function writeServerExamples(folder) {
  const [token = ''] = examplesOf('docs/identity-providers.md')
  writeFileSync(join(folder, 'sign-token.ts'), token)
  const agents = ['faq-agent.ts', 'agent-service.ts']
  for (const name of agents) copyFileSync(join('docs/examples', name), join(folder, name))
  return ['sign-token.ts', ...agents]
}

/** The blocks of docs/client.md, one after the other: later ones use what the first one made. */
export function writeClientExamples(folder) {
  const blocks = examplesOf('docs/client.md')
  const imports = new Set(blocks.flatMap((code) => code.match(IMPORTS) ?? []))
  const names = [...imports].flatMap((each) => /\{([^}]*)\}/.exec(each)?.[1].split(',') ?? [])
  const unique = [...new Set(names.map((name) => name.trim()).filter(Boolean))]
  const [first = '', ...later] = blocks.map((code) => code.replace(IMPORTS, ''))
  const code = [
    `import { ${unique.join(', ')} } from '@threadkeep/client'`,
    first,
    `const { id: conversationId } = await api.conversation.start.mutate({})`,
    ...later.map((block) => `{\n${block}}`),
  ]
  writeFileSync(join(folder, 'docs-client.ts'), code.join('\n'))
  return ['docs-client.ts']
}
