export interface Series {
  name: string
  points: { x: number; y: number }[]
}

export interface Plot {
  title: string
  xLabel: string
  yLabel: string
  series: Series[]
}

const WIDTH = 860
const HEIGHT = 420
const AREA = { left: 84, right: WIDTH - 230, top: 50, bottom: HEIGHT - 55 }
const LABEL_GAP = 16
/** Told apart by people who see few colours as well (Okabe and Ito). */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#808080']

/** Lines on two logarithmic scales, where equal factors are equal distances. */
export function svgPlot({ title, xLabel, yLabel, series }: Plot): string {
  const points = series.flatMap((each) => each.points)
  const x = logScale(
    points.map((point) => point.x),
    AREA.left,
    AREA.right,
  )
  const y = logScale(
    points.map((point) => point.y),
    AREA.bottom,
    AREA.top,
  )
  const middle = (AREA.left + AREA.right) / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>
  text { font: 13px system-ui, sans-serif; fill: #444 }
  .title { font-size: 16px; font-weight: 600 }
  .grid { stroke: #8884; stroke-width: 1 }
  @media (prefers-color-scheme: dark) { text { fill: #ccc } }
</style>
<text class="title" x="${AREA.left}" y="26">${escaped(title)}</text>
${x.ticks.map((tick) => verticalTick(x.at(tick), tick)).join('\n')}
${y.ticks.map((tick) => horizontalTick(y.at(tick), tick)).join('\n')}
<text x="${middle}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(xLabel)}</text>
<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>
${lines(series, x, y)}
</svg>
`
}

interface Scale {
  at(value: number): number
  ticks: number[]
}

/** Over whole decades, so that the ticks are powers of ten. */
function logScale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1)
  return {
    at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  }
}

function lines(series: readonly Series[], x: Scale, y: Scale): string {
  const labels = labelHeights(series.map(({ points }) => y.at(points.at(-1)?.y ?? 1)))
  return series
    .map(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length]
      const places = points.map((point) => [x.at(point.x), y.at(point.y)].map(Math.round).join(','))
      const dots = places.map((place) => {
        const [cx, cy] = place.split(',')
        return `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`
      })
      const width = index === 0 ? 3.5 : 2
      const line = `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="${width}"/>`
      const label = `<text x="${AREA.right + 14}" y="${labels[index]}" style="fill:${colour}">${escaped(name)}</text>`
      return [line, ...dots, label].join('\n')
    })
    .join('\n')
}

/** Beside the ends of their lines, and never over each other. */
function labelHeights(ends: readonly number[]): number[] {
  const heights = [...ends]
  let lowest = AREA.top
  for (const index of [...ends.keys()].sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0))) {
    const height = Math.max((ends[index] ?? 0) + 4, lowest)
    heights[index] = Math.round(height)
    lowest = height + LABEL_GAP
  }
  return heights
}

function verticalTick(x: number, value: number): string {
  const at = Math.round(x)
  return `<path class="grid" d="M${at} ${AREA.top}V${AREA.bottom}"/>
<text x="${at}" y="${AREA.bottom + 20}" text-anchor="middle">${value.toLocaleString('en')}</text>`
}

function horizontalTick(y: number, value: number): string {
  const at = Math.round(y)
  return `<path class="grid" d="M${AREA.left} ${at}H${AREA.right}"/>
<text x="${AREA.left - 8}" y="${at + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
