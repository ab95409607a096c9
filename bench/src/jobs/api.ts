import { randomBytes } from 'node:crypto'
import { type Request, startGenerator } from '../api/generator-process.ts'
import { type HttpServer, startApi, startBare, startBaseline } from '../api/http-server.ts'
import { listRequests, noopRequests, type Place, sendRequests } from '../api/requests.ts'
import { type User, usersWithTokens } from '../api/users.ts'
import { connect as connectBaseline } from '../contestants/baseline.ts'
import type { Session } from '../contestants/contestant.ts'
import { connect } from '../contestants/threadkeep.ts'
import type { BenchmarkCase } from '../measure/benchmark-case.ts'
import { CLIENT_CORE, SERVER_CORE } from '../measure/pin.ts'
import { type MeasuredRedis, startMeasuredRedis } from '../measure/redis.ts'
import { measureInRounds } from '../measure/rounds.ts'
import { API, API_BASELINE, BARE_HTTP, BATCH, ONE_PROCESS, TWO_PROCESSES } from '../names.ts'
import { CONCURRENCY, textOf } from '../plan.ts'
import { using } from '../process/using.ts'
import { many } from '../workloads/data.ts'
import type { Job } from './job.ts'

/** Several, because the calls of one user that are under way at a time are bounded. */
const USERS = 16
const CONVERSATIONS_OF_USER = 20

/** `send` and `list` over HTTP, singly and in batches, from one process and from two. */
export const api: Job = ({ plan, progress }) =>
  using(async (use) => {
    progress('api: starting servers')
    const redis = use(await startMeasuredRedis())
    const secret = randomBytes(32).toString('hex')
    const users = await usersWithTokens(USERS, secret)
    const places = await beginFor(users, use(await connect(redis.url)))
    const one = use(await startApi(redis.url, secret, CLIENT_CORE))
    const other = use(await startApi(redis.url, secret, SERVER_CORE))
    const baseline = use(await startBaseline(CLIENT_CORE))

    const bareRedis = use(await startMeasuredRedis())
    const barePlaces = await beginFor(users, use(await connectBaseline(bareRedis.url)))
    const bare = use(await startBare(bareRedis.url, users, CLIENT_CORE))
    const generator = use(await startGenerator())

    const benchmark = (
      contestant: string,
      job: string,
      { servers, redis: asked = redis }: { servers: HttpServer[]; redis?: MeasuredRedis },
      requests: Request[],
      batch: number,
    ): BenchmarkCase => ({
      job,
      size: batch,
      variant: servers.length === 1 ? ONE_PROCESS : TWO_PROCESSES,
      contestant,
      redis: asked,
      load: { callers: CONCURRENCY.http, calls: Number.POSITIVE_INFINITY, ms: plan.apiMs },
      async run({ callers, calls, ms }) {
        const origins = servers.map(({ origin }) => origin)
        const most = Math.min(calls / batch, Number.MAX_SAFE_INTEGER)
        const cpuBefore = await cpuUsOf(servers)
        const served = await generator.run({ origins, requests, connections: callers, ms, most })
        const cpuUs = (await cpuUsOf(servers)) - cpuBefore
        return { calls: served.requests * batch, ms: served.ms, cpuUs }
      },
    })
    const [single, both] = [{ servers: [one] }, { servers: [one, other] }]
    const least = { servers: [bare], redis: bareRedis }
    const cases = [
      benchmark(BARE_HTTP, 'http send', least, sendRequests(barePlaces, 1), 1),
      benchmark(BARE_HTTP, 'http list', least, listRequests(users, 1), 1),
      ...[1, BATCH].flatMap((batch) => [
        benchmark(API, 'http send', single, sendRequests(places, batch), batch),
        benchmark(
          API_BASELINE,
          'http send',
          { servers: [baseline] },
          noopRequests(places, batch),
          batch,
        ),
        benchmark(API, 'http list', single, listRequests(users, batch), batch),
        benchmark(API, 'http send', both, sendRequests(places, batch), batch),
        benchmark(API, 'http list', both, listRequests(users, batch), batch),
      ]),
    ]
    return measureInRounds(cases, plan, progress)
  })

async function cpuUsOf(servers: readonly HttpServer[]): Promise<number> {
  const all = await Promise.all(servers.map((server) => server.cpuUs()))
  return all.reduce((sum, us) => sum + us, 0)
}

async function beginFor(users: readonly User[], session: Session): Promise<Place[]> {
  return Promise.all(
    users.map(async (user) => {
      const begin = (index: number) => session.begin(user.name, [textOf(index)])
      return { user, ids: await many(CONVERSATIONS_OF_USER, begin) }
    }),
  )
}
