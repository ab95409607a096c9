import { Gauge, type Registry } from 'prom-client'

/** A gauge of the watches open in this process. The caller sets the number. */
export function measureWatches(registry: Registry): (open: number) => void {
  const gauge = new Gauge({
    name: 'threadkeep_watches_open',
    help: 'Watches of conversations and lists that clients hold open here.',
    registers: [registry],
  })
  return (open) => gauge.set(open)
}
