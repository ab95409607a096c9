/** One line that is written over on a terminal, one line each elsewhere; never among the results. */
export function createProgress(): { (text: string): void; end(): void } {
  const started = performance.now()
  const { isTTY } = process.stderr
  const tell = (text: string) => {
    const line = `${Math.floor((performance.now() - started) / 1000)} s  ${text}`
    process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`)
  }
  tell.end = () => void process.stderr.write(isTTY ? '\r\x1b[K' : '')
  return tell
}
