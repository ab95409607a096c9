import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'

// Loading the SDK takes a worker longer than the tests take.
export default mergeConfig(baseConfig, { test: { maxWorkers: 1 } })
