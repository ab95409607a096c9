import { expect, it } from 'vitest'
import { assessServer, type ServerFacts } from '../../src/redis/health/assess-server.ts'

const GOOD = {
  role: 'master',
  redis_version: '7.0.15',
  redis_mode: 'standalone',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
  connected_slaves: '0',
}

const NOW_USEC = String(1_800_000_000_000_000)
const secondsAgo = (seconds: number) => String(1_800_000_000 - seconds)
const UNSAVED = { aof_enabled: '0', rdb_changes_since_last_save: '5', server_time_usec: NOW_USEC }

it.each<
  [
    what: string,
    info: Record<string, string>,
    facts: Partial<ServerFacts>,
    found: { problems: string[]; warnings: string[] },
  ]
>([
  ['a good one', {}, {}, { problems: [], warnings: [] }],
  ['a replica', { role: 'slave' }, {}, { problems: ['is a replica'], warnings: [] }],
  ['a cluster', { redis_mode: 'cluster' }, {}, { problems: ['REDIS_CLUSTER=true'], warnings: [] }],
  [
    'a cluster of Valkey',
    { redis_mode: '', server_mode: 'cluster' },
    {},
    { problems: ['REDIS_CLUSTER=true'], warnings: [] },
  ],
  [
    'a cluster as one',
    { redis_mode: 'cluster' },
    { isClusterClient: true },
    { problems: [], warnings: [] },
  ],
  ['one too old', { redis_version: '5.0.14' }, {}, { problems: ['older than 6.0'], warnings: [] }],
  [
    'too few replicas for WAIT',
    { connected_slaves: '1' },
    { waitReplicas: 2 },
    { problems: ['fewer replicas than REDIS_WAIT_REPLICAS'], warnings: [] },
  ],
  [
    'enough of them',
    { connected_slaves: '2' },
    { waitReplicas: 2 },
    { problems: [], warnings: [] },
  ],
  [
    'more than WAIT asks for',
    { connected_slaves: '2' },
    { waitReplicas: 1 },
    { problems: [], warnings: ['waits for 1 of 2 replicas'] },
  ],
  [
    'replicas without WAIT, whose promise is another',
    { connected_slaves: '2' },
    {},
    { problems: [], warnings: [] },
  ],
  [
    'an evicting one',
    { maxmemory_policy: 'volatile-lru' },
    {},
    { problems: [], warnings: ['volatile-lru'] },
  ],
  [
    'min-replicas before 7',
    { redis_version: '6.0.16', min_slaves_good_slaves: '1' },
    {},
    { problems: [], warnings: ['min-replicas-to-write'] },
  ],
  [
    'min-replicas before 7, with WAIT in its place',
    { redis_version: '6.0.16', min_slaves_good_slaves: '1', connected_slaves: '1' },
    { waitReplicas: 1 },
    { problems: [], warnings: [] },
  ],
  ['min-replicas of 7', { min_slaves_good_slaves: '1' }, {}, { problems: [], warnings: [] }],
  ['no disk', { aof_enabled: '0' }, { save: '' }, { problems: [], warnings: ['nothing on disk'] }],
  [
    'snapshots',
    { aof_enabled: '0' },
    { save: '3600 1' },
    { problems: [], warnings: ['snapshots alone'] },
  ],
  [
    'snapshots, and a replica',
    { aof_enabled: '0', connected_slaves: '1' },
    { save: '3600 1' },
    { problems: [], warnings: [] },
  ],
  ['no right to ask', { aof_enabled: '0' }, {}, { problems: [], warnings: [] }],
  [
    'none saved for hours',
    { ...UNSAVED, rdb_last_save_time: secondsAgo(7300) },
    {},
    { problems: [], warnings: ['nothing on disk'] },
  ],
  [
    'saved an hour ago',
    { ...UNSAVED, rdb_last_save_time: secondsAgo(3500) },
    {},
    { problems: [], warnings: [] },
  ],
])('%s', (_what, fields, facts, found) => {
  const info = new Map(Object.entries({ ...GOOD, ...fields }).filter(([, value]) => value !== ''))
  const assessed = assessServer({
    info: (name) => info.get(name),
    save: undefined,
    isClusterClient: false,
    waitReplicas: 0,
    ...facts,
  })
  const containing = (texts: string[]) => texts.map((text) => expect.stringContaining(text))
  expect(assessed.problems).toEqual(containing(found.problems))
  expect(assessed.warnings).toEqual(containing(found.warnings))
})
