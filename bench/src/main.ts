import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseOptions, USAGE, UsageError } from './options.ts'
import { createProgress } from './progress.ts'
import { withFigures } from './report/document.ts'
import { svgPlot } from './report/plot.ts'
import { plotsOf } from './report/plots.ts'
import { textReport } from './report/text.ts'
import type { Results } from './results.ts'
import { run } from './run.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const REPORTS = new URL('../.reports/', import.meta.url)

const options = readOptions()
const progress = createProgress()
const results = await run(options, progress)
progress.end()

mkdirSync(REPORTS, { recursive: true })
const json = fileURLToPath(new URL('bench.json', REPORTS))
writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`)
if (options.writeDocs) writeDocs(results)
console.log(`\n${textReport(results)}\nAll figures: ${json}`)

function writeDocs(measured: Results) {
  const document = new URL('benchmarks.md', DOCS)
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), measured))
  mkdirSync(new URL('benchmarks/', DOCS), { recursive: true })
  for (const plot of plotsOf(measured.measurements)) {
    writeFileSync(new URL(`benchmarks/${plot.file}`, DOCS), svgPlot(plot))
  }
}

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n${USAGE}`)
    process.exit(1)
  }
}
