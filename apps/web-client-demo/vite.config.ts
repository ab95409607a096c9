import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, loadEnv } from 'vite'
import { apiProxy } from './api-proxy.ts'
import { inlineStyles } from './inline-styles.ts'
import { preloadByAddress } from './preload-by-address.ts'

/** Small modules that several chunks import. A chunk each would cost a request each. */
const SMALL_MODULES =
  /[\\/]lucide-react[\\/]|[\\/]src[\\/](?:ui|chat[\\/]hooks)[\\/]|[\\/](?:title-editor|back-to-list)\.tsx$/

export default defineConfig(({ mode }) => {
  const { PORT, WEB_PORT } = loadEnv(mode, import.meta.dirname, ['PORT', 'WEB_PORT'])
  const proxy = apiProxy(`http://127.0.0.1:${PORT || 3000}`)
  return {
    plugins: [react(), tailwindcss(), preloadByAddress, inlineStyles],
    resolve: { conditions: ['threadkeep-source', ...defaultClientConditions] },
    build: {
      // The budget that counts is of compressed bytes, and test/bundle.test.ts keeps it.
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        output: {
          // Otherwise it is a file for each set of modules that some later part shares: a dozen requests.
          codeSplitting: {
            groups: [
              { name: 'initial', tags: ['$initial'] },
              { name: 'shared', test: SMALL_MODULES, minShareCount: 2 },
            ],
          },
        },
      },
    },
    // One address for "localhost" and 127.0.0.1 alike; Vite's own default may be ::1 alone.
    server: { host: '127.0.0.1', port: Number(WEB_PORT || 5173), strictPort: true, proxy },
    preview: { host: '127.0.0.1', port: 5173, strictPort: true, proxy },
  }
})
