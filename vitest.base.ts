import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What every workspace's tests share: packages resolve to their sources, and the result goes to a
 * report that `scripts/test.mjs` sums up over all workspaces.
 */
export const baseConfig = defineConfig({
  resolve: { conditions: ['threadkeep-source'] },
  ssr: { resolve: { conditions: ['threadkeep-source', 'node'] } },
  test: {
    dir: 'test',
    include: ['**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.reports/tests.json' }]],
    // Most files run for less time than it takes to load the modules that all of them need.
    isolate: false,
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    // Most tests wait for servers, deadlines and leases: two workers use half of a processor.
    maxWorkers: 3 * availableParallelism(),
    // Several times what the longest tests take at home: some machines are that slow.
    testTimeout: 300_000,
    // By default a second, which a busy machine may take for anything.
    expect: { poll: { timeout: 40_000 } },
    hookTimeout: 180_000,
  },
})

/**
 * A sequencer that begins with these files of `test`, the longest ones first. In a clean clone Vitest
 * has no durations to order files by, and takes the largest first: a short file that waits for long
 * would begin last, and run alone.
 */
export function longestFirst(...files: string[]) {
  return class extends BaseSequencer {
    override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
      const paths = files.map((file) => join(this.ctx.config.root, 'test', `${file}.test.ts`))
      const missing = paths.filter((path) => !existsSync(path))
      if (missing.length > 0) throw new Error(`There is no ${missing.join(', ')}`)
      const rank = ({ moduleId }: TestSpecification) => {
        const found = paths.indexOf(moduleId)
        return found === -1 ? paths.length : found
      }
      const sorted = await super.sort(specs)
      // The files of a project stay together, because a worker serves one project.
      const projects = [...new Set(sorted.map(({ project }) => project))]
      return projects.flatMap((each) =>
        sorted.filter(({ project }) => project === each).toSorted((a, b) => rank(a) - rank(b)),
      )
    }
  }
}
