import { expect, it } from 'vitest'
import {
  type Finding,
  type HealthState,
  isHealthy,
  nextHealth,
} from '../../src/redis/health/health-state.ts'

const HEALTHY = true
const UNHEALTHY = false

/** What is reported after each of these looks in a row, from the start. */
it.each<[what: string, findings: Finding[], reported: boolean[]]>([
  ['a good first look is believed', ['good'], [HEALTHY]],
  ['so is a bad one', ['bad'], [UNHEALTHY]],
  ['an outage shows at once', ['good', 'bad'], [HEALTHY, UNHEALTHY]],
  [
    'one lost PING is forgiven while calls succeed',
    ['good', 'inconclusive', 'good', 'inconclusive', 'good'],
    [HEALTHY, HEALTHY, HEALTHY, HEALTHY, HEALTHY],
  ],
  ['two in a row are not', ['good', 'inconclusive', 'inconclusive'], [HEALTHY, HEALTHY, UNHEALTHY]],
  ['nor is one before an outage', ['good', 'inconclusive', 'bad'], [HEALTHY, HEALTHY, UNHEALTHY]],
  ['healed takes two good looks', ['bad', 'good', 'good'], [UNHEALTHY, UNHEALTHY, HEALTHY]],
  [
    'in a row',
    ['bad', 'good', 'bad', 'good', 'inconclusive', 'good', 'good'],
    [UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, HEALTHY],
  ],
])('%s', (_what, looks, reported) => {
  let state: HealthState = 'unknown'
  const said = looks.map((look) => {
    state = nextHealth(state, look)
    return isHealthy(state)
  })
  expect(said).toStrictEqual(reported)
})
