/**
 * CLUSTER SLOTS, with a host for every node. A node that nobody has met yet announces an empty one,
 * and one with `cluster-preferred-endpoint-type unknown-endpoint` null: both mean the host that the
 * reply came from, as the protocol has it.
 */
export function withHosts(reply: unknown, host: string): unknown {
  if (!Array.isArray(reply)) return reply
  return reply.map((range: unknown) =>
    Array.isArray(range) ? range.map((part: unknown) => withHost(part, host)) : range,
  )
}

/** A range is its first slot, its last, and its nodes: host, port, and what else is known of them. */
function withHost(part: unknown, host: string): unknown {
  if (!Array.isArray(part)) return part
  const [announced, ...others]: unknown[] = part
  return [isHost(announced) ? announced : host, ...others]
}

/** Redis 7 writes a question mark for a host name that is preferred and was never set. */
const isHost = (announced: unknown): boolean =>
  typeof announced === 'string' && announced !== '' && announced !== '?'
