import type { Measurement } from '../measure/benchmark-case.ts'
import { LIVE } from '../names.ts'
import { figure } from './numbers.ts'
import type { Plot } from './plot.ts'

/** A plot and the name of its file. */
export interface NamedPlot extends Plot {
  file: string
}

const COST = 'CPU us per call, Redis and its client together'

/** What one call costs, as what is kept grows. */
export function plotsOf(measurements: readonly Measurement[]): NamedPlot[] {
  const plot = (file: string, job: string, title: string, xLabel: string, variant = '') => ({
    file,
    title,
    xLabel,
    yLabel: COST,
    series: seriesOf(measurements.filter((each) => each.job === job && each.variant === variant)),
  })
  return [
    plot('append.svg', 'append', 'Append one message', 'messages in the conversation (none: at 1)'),
    plot('last-20.svg', 'last 20', 'Read the last 20 messages', 'messages in the conversation'),
    plot('list-alone.svg', 'list 20', 'List 20, alone', "the user's conversations", 'alone'),
    plot(
      'list-crowded.svg',
      'list 20',
      "List 20, beside other users' conversations",
      "the user's conversations",
      'crowded',
    ),
    plot('live.svg', LIVE, 'Carry a piece of a reply to one watcher', 'watchers of each reply'),
    // A quick run has one size of some jobs, which is no line.
  ].filter(({ series }) => series.some(({ points }) => points.length > 1))
}

function seriesOf(measurements: readonly Measurement[]) {
  const names = [...new Set(measurements.map(({ contestant }) => contestant))]
  return names.map((name) => ({
    name,
    points: measurements
      .filter(({ contestant }) => contestant === name)
      // There is no place for none on a logarithmic scale.
      .map((each) => ({ x: Math.max(each.size, 1), y: costOf(each) })),
  }))
}

function costOf(measurement: Measurement): number {
  return figure(measurement, 'serverUs').median + figure(measurement, 'clientUs').median
}
