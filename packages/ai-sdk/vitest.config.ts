import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  // The browser is got once for the workspaces that drive one.
  test: { globalSetup: ['../../apps/web-client-demo/test/support/obtain-chromium.ts'] },
})
