import type { Plugin, Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk

/** What every page but that for signing in begins with: the end of its module's path. */
const SIGNED_IN = '/src/signed-in-page.tsx'
/** What is shown there besides, by what the path of the address begins with. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  '/c/': ['/src/chat/conversation-page.tsx'],
  '/new': ['/src/chat/start/new-conversation-page.tsx'],
}

/**
 * Fetches what the address needs beside the main script. Left to that script, it would be asked for
 * only once the script has come and run: a round trip later. Signing in needs none of it.
 */
export const preloadByAddress: Plugin = {
  name: 'preload-by-address',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      if (!bundle) return []
      const filesFor = (modules: readonly string[], besides: readonly string[] = []) => {
        const files = modules.flatMap((module) => filesOf(chunkOf(module, bundle), bundle))
        return [...new Set(files)].filter((file) => !html.includes(file) && !besides.includes(file))
      }
      const always = filesFor([SIGNED_IN])
      const byPath = Object.entries(SHOWN).map(([path, modules]) => [
        path,
        filesFor(modules, always),
      ])
      // After the declaration of the charset, which has to be among the first 1,024 bytes.
      return [{ tag: 'script', children: scriptFor(always, byPath), injectTo: 'head' }]
    },
  },
}

function chunkOf(module: string, bundle: Bundle): Chunk {
  for (const output of Object.values(bundle)) {
    if (output.type === 'chunk' && output.facadeModuleId?.endsWith(module)) return output
  }
  throw new Error(`No chunk begins with ${module}`)
}

/** The file of a chunk, and of all that it imports. */
function filesOf(chunk: Chunk, bundle: Bundle, seen = new Set<string>()): string[] {
  if (seen.has(chunk.fileName)) return []
  seen.add(chunk.fileName)
  const imported = chunk.imports.flatMap((file) => {
    const output = bundle[file]
    return output?.type === 'chunk' ? filesOf(output, bundle, seen) : []
  })
  return [chunk.fileName, ...imported]
}

function scriptFor(always: readonly string[], byPath: readonly unknown[]): string {
  return `try {
      const isSignedIn = [sessionStorage, localStorage].some((it) => it.getItem('threadkeep.session'))
      const isHere = ([path]) => location.pathname.startsWith(path)
      const shown = ${JSON.stringify(byPath)}.filter(isHere).flatMap(([, files]) => files)
      for (const file of isSignedIn ? ${JSON.stringify(always)}.concat(shown) : []) {
        const link = document.createElement('link')
        document.head.append(Object.assign(link, { rel: 'modulepreload', href: '/' + file }))
      }
    } catch {
      // Storage may be forbidden. The page's own script asks for the files as well, a round trip later.
    }`
}
