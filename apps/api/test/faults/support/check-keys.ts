import type { Redis } from 'ioredis'

/** Between the ends of keys that end together, as two looks at a moving clock see them. */
const CLOCK_MS = 100

const CONVERSATION_KEY = /^conversation:\{(.+)\}:([0-9a-f-]{36})(:messages)?$/

/** Of either layout: renew_after, status, messages, revision, updatedAt, lastAccessedAt, appends, ttl */
const RECORD = /^(?:2,)?(\d{13}),"([a-z]+)",(\d+),\d+,(\d+),\d+,(\d+),(\d+),/
const OWNER_KEY = /^user:\{(.+)\}:[a-z:]+$/
const STATUSES = ['active', 'completed', 'archived']

/** Whether what lies in Redis agrees with itself: indexes, fields, messages, ends. */
export async function checkKeys(servers: readonly Redis[]): Promise<string[]> {
  const found = await Promise.all(servers.map(checkServer))
  return found.flat()
}

async function checkServer(redis: Redis): Promise<string[]> {
  // A replica of a cluster only points to its master.
  const [role] = await redis.role()
  if (role !== 'master') return []
  const violations: string[] = []
  const owners = new Map<string, Set<string>>()
  for (const key of await redis.keys('*')) {
    const [, owner, id] = CONVERSATION_KEY.exec(key) ?? OWNER_KEY.exec(key) ?? []
    if (owner === undefined) continue
    const ids = owners.get(owner) ?? new Set()
    owners.set(owner, ids)
    if (id !== undefined) ids.add(id)
    if ((await redis.pttl(key)) <= 0) violations.push(`${key} never ends`)
  }
  for (const [owner, ids] of owners) {
    violations.push(...(await checkOwner(redis, owner, ids)))
  }
  return violations
}

async function checkOwner(redis: Redis, owner: string, ids: Set<string>): Promise<string[]> {
  const violations: string[] = []
  const index = `user:{${owner}}:conversations`
  const all = await scores(redis, index)
  const byStatus = new Map<string, string>()
  for (const status of STATUSES) {
    for (const [id, score] of await scores(redis, `${index}:${status}`)) {
      if (byStatus.has(id)) violations.push(`${id} has two statuses`)
      byStatus.set(id, status)
      if (all.get(id) !== score) violations.push(`${id} has two places`)
    }
  }
  if (byStatus.size !== all.size) violations.push(`${index} and its parts differ`)
  for (const id of all.keys()) if (!ids.has(id)) violations.push(`${id} is only listed`)
  for (const id of ids) {
    const place = { score: all.get(id), status: byStatus.get(id) }
    violations.push(...(await checkConversation(redis, `conversation:{${owner}}:${id}`, place)))
  }
  return violations
}

async function checkConversation(
  redis: Redis,
  key: string,
  place: { score: string | undefined; status: string | undefined },
): Promise<string[]> {
  const [fields, messages] = await Promise.all([redis.hgetall(key), redis.llen(`${key}:messages`)])
  const [clock, ...ends] = await inOneStep(redis, [key, `${key}:messages`])
  const [, renewAfter, status, count, updatedAt, appends, ttl] =
    RECORD.exec(fields['record'] ?? '') ?? []
  const remembered = Object.keys(fields).filter((name) => name.length === 14).length
  const violations: string[] = []
  if (updatedAt !== place.score) violations.push(`${key} has another place`)
  if (status !== place.status) violations.push(`${key} has another status`)
  if (Number(count) !== messages) violations.push(`${key} counts wrongly`)
  if (remembered !== Number(appends)) {
    violations.push(`${key} remembers ${remembered} appends of ${appends}`)
  }
  if (Number(renewAfter) < Number(updatedAt)) violations.push(`${key} ends too early`)
  const expected = Number(renewAfter) + Number(ttl) - (clock ?? 0)
  for (const left of ends) {
    const isAbsent = left === -2
    if (!isAbsent && Math.abs(left - expected) > CLOCK_MS) violations.push(`${key} ends in pieces`)
  }
  return violations
}

/** The server's clock in milliseconds, and how long each key has left by it. */
async function inOneStep(redis: Redis, keys: readonly string[]): Promise<number[]> {
  const step = redis.multi().time()
  for (const key of keys) step.pttl(key)
  const [time, ...ends] = (await step.exec()) ?? []
  const [seconds, microseconds] = Array.isArray(time?.[1]) ? time[1] : []
  const clock = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  return [clock, ...ends.map(([, left]) => Number(left))]
}

async function scores(redis: Redis, key: string): Promise<Map<string, string>> {
  const flat = await redis.zrange(key, '0', '-1', 'WITHSCORES')
  const found = new Map<string, string>()
  for (let at = 0; at < flat.length; at += 2) found.set(flat[at] ?? '', flat[at + 1] ?? '')
  return found
}
