/** The lines of a log, apart from what else a process has written. */
export function logLines(output: string) {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}
