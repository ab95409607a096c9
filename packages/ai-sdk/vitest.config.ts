import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // Loading the SDK takes a worker as long as a file of tests takes.
    maxWorkers: 2,
    // The browser is got once for the workspaces that drive one.
    globalSetup: ['../../apps/web-client-demo/test/support/obtain-chromium.ts'],
  },
})
