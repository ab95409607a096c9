import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}
const FOREVER = 'public, max-age=31536000, immutable'

/** The page, scripts and styles as every web server sends them, and the preview server does not. */
export const compressed: Plugin = {
  name: 'compressed',
  configurePreviewServer({ middlewares, config }) {
    const folder = join(config.root, config.build.outDir)
    middlewares.use((request, response, next) => {
      const file = fileFor(request)
      const type = TYPES[extname(file)]
      if (type === undefined) return next()
      readFile(join(folder, file)).then((bytes) => {
        response.setHeader('content-type', type)
        response.setHeader('content-encoding', 'gzip')
        response.setHeader('cache-control', file.startsWith('/assets') ? FOREVER : 'no-cache')
        response.end(gzipSync(bytes))
      }, next)
    })
  },
}

function fileFor({ url, headers }: IncomingMessage): string {
  // Every address is that of the page.
  if (headers.accept?.includes('text/html')) return '/index.html'
  return /^\/assets\/[\w-]+\.\w+$/.exec(url ?? '')?.[0] ?? ''
}
