import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseOptions, USAGE, UsageError } from './options.ts'
import { createProgress } from './progress.ts'
import { textReport } from './report/text.ts'
import { run } from './run.ts'

const REPORTS = new URL('../.reports/', import.meta.url)

const options = readOptions()
const progress = createProgress()
const results = await run(options, progress)
progress.end()

mkdirSync(REPORTS, { recursive: true })
const json = fileURLToPath(new URL('bench.json', REPORTS))
writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`)
console.log(`\n${textReport(results)}\nAll figures: ${json}`)

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n${USAGE}`)
    process.exit(1)
  }
}
