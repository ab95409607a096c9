import type { Api } from './api.ts'

/** What /metrics says now: the value of one series, written as Prometheus writes it. */
export type Metrics = ReadonlyMap<string, number>

export async function readMetrics(api: Pick<Api, 'request'>): Promise<Metrics> {
  const text = await (await api.request('/metrics')).text()
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(samples.map(toSample))
}

function toSample(line: string): [string, number] {
  const match = /^([a-z0-9_]+(?:\{.*\})?) (\S+)$/.exec(line)
  if (match?.[1] === undefined) throw new Error(`not a sample: ${line}`)
  return [match[1], Number(match[2])]
}

/** The series of a metric that have counted something, without its name. */
export function counted(metrics: Metrics, name: string): Record<string, number> {
  const found = [...metrics].filter(([series, value]) => series.startsWith(name) && value !== 0)
  return Object.fromEntries(found.map(([series, value]) => [series.slice(name.length), value]))
}
