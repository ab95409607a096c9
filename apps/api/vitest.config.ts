import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

export default mergeConfig(baseConfig, {
  test: {
    // No test changes a module's state, and loading the server anew costs more than most files' tests.
    isolate: false,
  },
})
