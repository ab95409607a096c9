import { StoreUnavailableError } from '../../errors.ts'
import { nodesOf } from '../../redis/connection/connection-monitor.ts'
import type { RedisClient } from '../../redis/connection/create-client.ts'
import type { Execute } from '../../redis/connection/execute-with-retry.ts'
import { ownersPattern, parseKey } from '../../redis/keys.ts'
import { decodeRecord } from '../../redis/record-codec.ts'
import type { Finding } from './finding.ts'

/** How many conversations of a master are looked at, and in how many calls at most. */
const SAMPLE = 50
const MOST_SCANS = 20
const MEMORY_WARNING = 0.9

/** What a server would meet that the probe does not look at: fields of INFO, and what is stored. */
export async function storedSettings(
  client: RedisClient,
  call: Execute,
  { ttlSeconds, keyPrefix }: { ttlSeconds: number; keyPrefix?: string | undefined },
): Promise<Finding[]> {
  const findings: Finding[] = []
  try {
    findings.push(...(await memoryFindings(client, call)))
    const longest = await longestTtlSeconds(client, call, keyPrefix)
    if (longest > ttlSeconds) findings.push(shorterTtl(ttlSeconds, longest))
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) || !error.detail.includes('NOPERM')) throw error
    findings.push({
      severity: 'warning',
      message: `This Redis user cannot run the operator's tool: ${error.detail.replace(/^.*NOPERM /, '')}.`,
      advice: 'Run the tool as the user of docs/cli.md.',
    })
  }
  return findings
}

function shorterTtl(ttlSeconds: number, found: number): Finding {
  return {
    severity: 'warning',
    message: `REDIS_TTL is ${ttlSeconds} s, and conversations are stored with ${found} s.`,
    advice: 'Set REDIS_TTL as the servers have it: the next change of each would shorten its life.',
  }
}

async function memoryFindings(client: RedisClient, call: Execute): Promise<Finding[]> {
  const infos = await call(() => Promise.all(nodesOf(client).map((node) => node.info('memory'))))
  const shares = infos.map((info) => {
    const [used, most] = ['used_memory', 'maxmemory'].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0),
    )
    return most === undefined || most === 0 ? 0 : (used ?? 0) / most
  })
  const share = Math.max(...shares)
  if (share < MEMORY_WARNING) return []
  return [
    {
      severity: 'warning',
      message: `Redis uses ${Math.round(share * 100)} % of its maxmemory.`,
      advice: 'Raise it before no change can be made: `threadkeep stats` says who has how much.',
    },
  ]
}

/** Of a sample of what is stored. */
async function longestTtlSeconds(
  client: RedisClient,
  call: Execute,
  keyPrefix: string | undefined,
): Promise<number> {
  let longest = 0
  for (const node of nodesOf(client)) {
    let [cursor, found] = ['0', 0]
    for (let scans = 0; scans < MOST_SCANS && found < SAMPLE; scans += 1) {
      const [next, keys] = await call(() =>
        node.scan(cursor, 'MATCH', ownersPattern(undefined, keyPrefix), 'COUNT', 100),
      )
      for (const key of keys) {
        const parsed = parseKey(key, keyPrefix)
        if (parsed?.conversationId === undefined || parsed.name !== '') continue
        found += 1
        const text = await call(() => node.hget(key, 'record').catch(() => null))
        const record = decodeRecord(parsed.conversationId, text ?? '')
        if (record) longest = Math.max(longest, (record.expiresAt - record.updatedAt) / 1000)
      }
      cursor = next
      if (cursor === '0') break
    }
  }
  return longest
}
