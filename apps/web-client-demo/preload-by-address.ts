import type { Plugin, Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk

/** Ends of the modules that are shown first, by the path of the address. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  '/c/': ['/src/chat/conversation-page.tsx', '/src/markdown/markdown.tsx'],
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
      const wanted = Object.entries(FIRST).map(([path, modules]) => {
        const files = modules.flatMap((module) => filesOf(chunkOf(module, bundle), bundle))
        return [path, [...new Set(files)].filter((file) => !html.includes(file))]
      })
      return [{ tag: 'script', children: scriptFor(wanted), injectTo: 'head-prepend' }]
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

function scriptFor(wanted: readonly unknown[]): string {
  return `try {
      const isSignedIn = [sessionStorage, localStorage].some((it) => it.getItem('threadkeep.session'))
      for (const [path, files] of isSignedIn ? ${JSON.stringify(wanted)} : []) {
        if (!location.pathname.startsWith(path)) continue
        for (const file of files) {
          const link = document.createElement('link')
          document.head.append(Object.assign(link, { rel: 'modulepreload', href: '/' + file }))
        }
      }
    } catch {
      // Storage may be forbidden. The page's own script asks for the files as well, a round trip later.
    }`
}
