// No file imports itself by way of others, be it for types alone.
import { dirname, relative, resolve } from 'node:path'
import { importsOf, sourceFiles } from './source-files.mjs'

export function circleOffences(folders) {
  const edges = new Map(folders.flatMap(sourceFiles).map((file) => [file, targetsOf(file)]))
  const done = new Set()
  const circles = []
  for (const file of edges.keys()) visit(file, [])
  return circles

  function visit(file, path) {
    const start = path.indexOf(file)
    if (start >= 0) {
      circles.push(`${file}: imports in a circle: ${[...path.slice(start), file].join(' -> ')}`)
      return
    }
    if (done.has(file)) return
    for (const target of edges.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
}

function targetsOf(file) {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => relative('.', resolve(dirname(file), specifier)))
}
