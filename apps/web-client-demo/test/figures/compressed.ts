import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css' }

/** Scripts and styles as every web server sends them, and the preview server does not. */
export const compressed: Plugin = {
  name: 'compressed',
  configurePreviewServer({ middlewares, config }) {
    const folder = join(config.root, config.build.outDir)
    middlewares.use((request, response, next) => {
      const [, path = '', ending = ''] =
        /^(\/assets\/[\w-]+\.(js|css))$/.exec(request.url ?? '') ?? []
      const type = TYPES[ending]
      if (type === undefined) return next()
      readFile(join(folder, path)).then((bytes) => {
        response.setHeader('content-type', type)
        response.setHeader('content-encoding', 'gzip')
        response.setHeader('cache-control', 'public, max-age=31536000, immutable')
        response.end(gzipSync(bytes))
      }, next)
    })
  },
}
