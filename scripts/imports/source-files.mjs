import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = /\.(?:[cm]?[jt]sx?|lua)$/
const NOT_OURS = new Set(['node_modules', 'dist', '.turbo', '.reports'])

// A statement begins its line; between its keyword and `from` are no quotes, calls or statements.
const STATEMENT =
  /^[ \t]*(import|export)\b((?:(?!^[ \t]*(?:import|export)\b)[^'"();])*?)\bfrom\s*(['"])([^'"\n]+)\3/gm
const SIDE_EFFECT = /^[ \t]*(import)()\s*(['"])([^'"\n]+)\3/gm
const CALL = /\b(import|require|vi\.(?:mock|importActual))()\s*\(\s*(['"])([^'"\n]+)\3/g

export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return SOURCE.test(entry.name) ? [path] : []
  })
}

export function importsOf(file) {
  if (file.endsWith('.lua')) return []
  const text = readFileSync(file, 'utf8')
  return [STATEMENT, SIDE_EFFECT, CALL].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[4],
      isType: /^\s*type\s+[\w{*]/.test(match[2]),
      line: text.slice(0, match.index).split('\n').length,
    })),
  )
}
