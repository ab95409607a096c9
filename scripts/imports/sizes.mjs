// A folder is one screen of names, a file a few screens of text: more is two things in one.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sourceFiles } from './source-files.mjs'

export function sizeOffences(folders, { mostFiles, mostLines }) {
  const files = folders.flatMap(sourceFiles)
  const counts = new Map()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return [
    ...[...counts]
      .filter(([, count]) => count > mostFiles)
      .map(([folder, count]) => `${folder}: has ${count} files, more than ${mostFiles}`),
    ...files.flatMap((file) => {
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length
      return lines > mostLines ? [`${file}: has ${lines} lines, more than ${mostLines}`] : []
    }),
  ]
}
