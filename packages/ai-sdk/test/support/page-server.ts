import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, defaultClientConditions, preview } from 'vite'

const ROOT = fileURLToPath(new URL('../page', import.meta.url))
const SOURCE = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

export interface PageServer extends AsyncDisposable {
  readonly url: string
}

/** The test's page, built, and in front of the API as a product's server is: it adds the token. */
export async function startPageServer(apiUrl: string, token: string): Promise<PageServer> {
  const outDir = await mkdtemp(join(tmpdir(), 'threadkeep-ai-sdk-'))
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    // React's strict mode mounts twice in development alone.
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [react()],
    resolve: {
      conditions: ['threadkeep-source', ...defaultClientConditions],
      alias: { '@threadkeep/ai-sdk': SOURCE },
    },
    build: {
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'es2022',
      chunkSizeWarningLimit: 5000,
    },
  })
  const server = await preview({
    root: ROOT,
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      proxy: {
        '/trpc': {
          target: apiUrl,
          headers: { authorization: `Bearer ${token}` },
          configure(proxy) {
            // By itself the proxy only passes an orderly end on.
            proxy.on('proxyRes', (fromApi, _request, toPage) => {
              fromApi.once('close', () => {
                if (!fromApi.complete) toPage.destroy()
              })
            })
          },
        },
      },
    },
  })
  const [url] = server.resolvedUrls?.local ?? []
  if (url === undefined) throw new Error('The server of the page has no address.')
  return {
    url,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(outDir, { recursive: true })
    },
  }
}
