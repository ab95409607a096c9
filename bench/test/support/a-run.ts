import type { Results } from '../../src/results.ts'

/** What a run leaves, with one measurement in it. */
export function aRun(): Results {
  const sample = {
    callsPerSecond: 20_000,
    serverUs: 20,
    clientUs: 30,
    commands: 7,
    bytesIn: 951,
    bytesOut: 10,
    scriptUs: 15,
    published: 1,
    latencyMs: Number.NaN,
  }
  return {
    machine: {
      cpu: 'A processor',
      cores: 2,
      memoryGb: 8,
      system: 'linux 6 x64',
      node: '20.19.0',
      redis: '7.0.15',
      pinned: true,
      loadBefore: 0.1,
      packages: { ioredis: '6.0.0' },
      measuredAt: '2026-01-31',
    },
    quick: false,
    rounds: 1,
    seconds: 60,
    contestants: [{ name: 'Threadkeep', what: 'the store' }],
    measurements: [
      { job: 'append', size: 100, variant: '', contestant: 'Threadkeep', samples: [sample] },
    ],
    memory: [],
    watches: null,
  }
}
