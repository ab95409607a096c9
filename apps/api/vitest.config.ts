import { mergeConfig } from 'vitest/config'
import { baseConfig } from '../../vitest.base.ts'
import { createFaultTable } from './test/faults/support/fault-table.ts'

export default mergeConfig(baseConfig, { test: { reporters: [createFaultTable()] } })
