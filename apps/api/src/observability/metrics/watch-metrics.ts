import { Gauge, type Registry } from 'prom-client'

/** How many watches this process has open; the number is set by whoever opens and closes them. */
export function measureWatches(registry: Registry): (open: number) => void {
  const gauge = new Gauge({
    name: 'threadkeep_watches_open',
    help: 'Watches of conversations and lists that clients hold open here.',
    registers: [registry],
  })
  return (open) => gauge.set(open)
}
