// The examples of READMEs, as modules of a consumer's folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The blocks of a page in one language. */
export function examplesOf(page, language = 'ts') {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```(\w+)\n(.*?)^```/gms)
  return [...blocks].filter(([, of]) => of === language).map(([, , code]) => code)
}

/** Writes the first example of each package that has one in TypeScript. Returns the files' names. */
export function writeExamples(packages, folder) {
  return packages.flatMap(({ name, folder: source }) => {
    const page = join(source, 'README.md')
    const [example] = existsSync(page) ? examplesOf(page) : []
    if (example === undefined) return []
    const file = `${name.split('/')[1]}.ts`
    writeFileSync(join(folder, file), example)
    return [file]
  })
}

/** The README's example is what newcomers copy: the same that the package's own page shows. */
export function assertSharedExample(page, otherPage) {
  const [example = ''] = examplesOf(otherPage)
  if (example !== '' && examplesOf(page).includes(example)) return
  throw new Error(`${page} has another example than ${otherPage}`)
}

/** Modules of both kinds that import the types of every entry, so that the compiler reads them all. */
export function writeTypeImports(entries, folder) {
  const imports = entries.map((entry, index) => `export type * as E${index} from '${entry}'\n`)
  return ['entries.ts', 'entries.cts'].map((file) => {
    const mode = file.endsWith('.cts') ? " with { 'resolution-mode': 'import' }" : ''
    writeFileSync(join(folder, file), imports.join('').replaceAll("'\n", `'${mode}\n`))
    return file
  })
}
