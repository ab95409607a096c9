type Row = readonly string[]

/** Columns as wide as they need to be; the first to the left, figures to the right. */
export function textTable(header: Row, rows: readonly Row[]): string {
  const { widths, padded } = layOut(header, rows)
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  const [first, ...rest] = padded.map((row) => row.join('  ').trimEnd())
  return [first, rule, ...rest].join('\n')
}

export function markdownTable(header: Row, rows: readonly Row[]): string {
  const { widths, padded } = layOut(header, rows)
  const line = (row: Row) => `| ${row.join(' | ')} |`
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  const [first = [], ...rest] = padded
  return [line(first), line(rule), ...rest.map(line)].join('\n')
}

function layOut(header: Row, rows: readonly Row[]) {
  const all = [header, ...rows]
  // Of three at least: a rule in Markdown has no fewer.
  const widths = header.map((_, column) =>
    Math.max(3, ...all.map((row) => (row[column] ?? '').length)),
  )
  const padded = all.map((row) =>
    widths.map((width, column) =>
      column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width),
    ),
  )
  return { widths, padded }
}
