import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { ThreadkeepClient } from '../../src/index.ts'

/** What the snippets of the docs use without saying where it comes from. */
export interface SnippetContext {
  api: ThreadkeepClient
  stop: AbortController
  conversationId: string
  console: { log(...said: unknown[]): void }
}

export interface Snippet {
  page: string
  code: string
  run(context: SnippetContext): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const WORKSPACE = join(ROOT, 'packages/client')
const IMPORTS = /^import (?:type )?\{[^}]*\} from '[^']*'\n/gm

/** Every snippet in TypeScript that imports the client, type-checked, and with this API and token. */
export async function loadSnippets(
  pages: readonly string[],
  { url, token }: { url: string; token: string },
): Promise<Snippet[]> {
  const folder = await mkdtemp(join(WORKSPACE, '.generated-'))
  try {
    const found: { page: string; code: string; file: string }[] = []
    for (const page of pages) {
      for (const code of await snippetsOf(page)) {
        const file = join(folder, `${found.length}.ts`)
        const served = code
          .replace(/url: '[^']*'/, `url: '${url}/trpc'`)
          .replace('a token of your identity provider', token)
        await writeFile(file, toModule(served))
        found.push({ page, code, file })
      }
    }
    await typeCheck(
      folder,
      found.map(({ file }) => file),
    )
    return await Promise.all(
      found.map(async ({ file, ...snippet }) => ({
        ...snippet,
        run: (await import(pathToFileURL(file).href)).run,
      })),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function snippetsOf(page: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].flatMap(([, code = '']) =>
    code.includes("'@threadkeep/client'") || code.includes('api.conversation') ? [code] : [],
  )
}

/** In braces, for a snippet may declare what another one is given. */
function toModule(code: string): string {
  const imports = code.match(IMPORTS) ?? []
  const unsubscribes = code.includes('{ unsubscribe }')
  return `import type { SnippetContext } from '../test/support/snippets.ts'
    ${imports.join('')}
    export async function run(context: SnippetContext): Promise<void> {
      const { api, stop, conversationId, console } = context
      {
        ${code.replace(IMPORTS, '')}
        ${unsubscribes ? 'unsubscribe()' : ''}
      }
    }`
}

async function typeCheck(folder: string, files: readonly string[]): Promise<void> {
  const config = { extends: '../tsconfig.json', include: [], files }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error) => {
    throw new Error(`the snippets do not compile:\n${error.stdout}`, { cause: error })
  })
}
