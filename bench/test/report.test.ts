import { expect, test } from 'vitest'
import { withFigures } from '../src/report/document.ts'
import { svgPlot } from '../src/report/plot.ts'
import { markdownTable, textTable } from '../src/report/table.ts'
import { aRun } from './support/a-run.ts'

const MARKED = `Before.

<!-- Written by \`pnpm bench --write-docs\`: begin -->

Old figures.

<!-- Written by \`pnpm bench --write-docs\`: end -->

After.
`

test('figures replace figures, and leave alone what people wrote', () => {
  const document = withFigures(MARKED, aRun())
  expect(document).toContain('Before.')
  expect(document).toContain('After.')
  expect(document).not.toContain('Old figures.')
  expect(document).toContain('A processor, 2 processors')
  expect(document).toContain('| Threadkeep at 100 |')
  expect(withFigures(document, aRun())).toBe(document)
})

test('a document without its marks is left as it is', () => {
  expect(() => withFigures('Before.', aRun())).toThrow('marks')
})

test('columns line up', () => {
  const rows = [
    ['short', '1'],
    ['a longer one', '1,000'],
  ]
  expect(textTable(['name', 'calls'], rows)).toBe(
    [
      'name          calls',
      '------------  -----',
      'short             1',
      'a longer one  1,000',
    ].join('\n'),
  )
  expect(markdownTable(['name', 'calls'], rows).split('\n')[1]).toBe('| ------------ | ----: |')
})

test('a plot puts what costs more higher, and keeps labels apart', () => {
  const svg = svgPlot({
    title: 'Cost & size',
    xLabel: 'size',
    yLabel: 'us',
    series: [
      {
        name: 'flat',
        points: [
          { x: 1, y: 10 },
          { x: 1000, y: 10 },
        ],
      },
      {
        name: 'as flat',
        points: [
          { x: 1, y: 10 },
          { x: 1000, y: 10 },
        ],
      },
      {
        name: 'grows',
        points: [
          { x: 1, y: 10 },
          { x: 1000, y: 1000 },
        ],
      },
    ],
  })
  expect(svg).toContain('Cost &amp; size')
  const lines = [...svg.matchAll(/points="(\S+) (\S+)"/g)].map(([, first, last]) => [
    Number(first?.split(',')[1]),
    Number(last?.split(',')[1]),
  ])
  const [flat = [], , grows = []] = lines
  expect(flat[0]).toBe(flat[1])
  expect(grows[0]).toBe(flat[0])
  expect(grows[1]).toBeLessThan(flat[1] ?? 0)
  const heights = [...svg.matchAll(/y="(\d+)" style=/g)].map(([, y]) => Number(y))
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThan(12)
})
