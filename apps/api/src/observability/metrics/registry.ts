import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export type { Registry } from 'prom-client'

/**
 * The metrics of one server. Not prom-client's global registry, which several servers would share.
 */
export function createRegistry(version: string): Registry {
  const registry = new Registry()
  const buildInfo = new Gauge({
    name: 'threadkeep_build_info',
    help: 'Always 1; the label tells what is running.',
    labelNames: ['version'],
    registers: [registry],
  })
  buildInfo.set({ version }, 1)
  return registry
}

/**
 * Memory, processor, event loop and garbage collection. Once per process, because it keeps timers.
 */
export function measureProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
}
