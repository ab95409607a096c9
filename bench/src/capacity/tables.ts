import { rounded } from '../report/numbers.ts'
import { markdownTable } from '../report/table.ts'
import type { Measurement } from './measure.ts'
import type { Costs, Shape } from './model.ts'

const GIB = 2 ** 30
const MIB = 2 ** 20

export const SMALL = { conversationsPerUser: 10, messagesPerConversation: 4, textBytes: 200 }
/** Ten questions to an assistant that explains itself. */
export const TYPICAL = { conversationsPerUser: 10, messagesPerConversation: 20, textBytes: 500 }

export function costTable(costs: Costs): string {
  return markdownTable(
    ['what', 'bytes of memory'],
    [
      ['a user', rounded(costs.user)],
      ['a conversation', rounded(costs.conversation)],
      ['a message', rounded(costs.message)],
      ['a byte of text', rounded(costs.textByte)],
    ],
  )
}

export function measuredTable(
  measured: readonly Measurement[],
  predicted: (shape: Shape) => number,
): string {
  const header = [
    'conversations',
    'a user',
    'messages of bytes',
    'MiB measured',
    'MiB modelled',
    'off',
    'bytes a conversation',
    'log MiB',
    'snapshot MiB',
    's to write it',
    's to load it',
    's to fill',
  ]
  const rows = measured.map((each) => {
    const bytes = predicted(each)
    return [
      each.conversations.toLocaleString('en'),
      String(each.conversationsPerUser),
      `${each.messagesPerConversation} of ${each.textBytes}`,
      rounded(each.bytes / MIB),
      rounded(bytes / MIB),
      `${((bytes / each.bytes - 1) * 100).toFixed(1)} %`,
      rounded(each.bytes / each.conversations),
      rounded(each.logBytes / MIB),
      rounded(each.snapshotBytes / MIB),
      each.snapshotSeconds.toFixed(1),
      each.loadSeconds.toFixed(1),
      each.fillSeconds.toFixed(0),
    ]
  })
  return markdownTable(header, rows)
}

/** Of a shard: the rest is for fragmentation, for buffers of replicas and clients, and for copies while forked. */
const USABLE = 0.75
const SHARD_GIB = 24

/** `measured`: whose snapshot is scaled up. */
export function needsTable(predicted: (shape: Shape) => number, measured: Measurement): string {
  const header = [
    'conversations',
    'messages of bytes',
    'GiB of data',
    `shards of ${SHARD_GIB} GiB`,
    'GiB with a replica each',
    'GiB of snapshots',
    's to load a full shard',
  ]
  const shares = {
    snapshot: measured.snapshotBytes / measured.bytes,
    load: measured.loadSeconds / measured.bytes,
  }
  const rows = [SMALL, TYPICAL].flatMap((shape) =>
    [1e6, 1e8, 1e9].map((conversations) => {
      const bytes = predicted({ ...shape, conversations })
      const shards = Math.ceil(bytes / GIB / (SHARD_GIB * USABLE))
      return [
        conversations.toLocaleString('en'),
        `${shape.messagesPerConversation} of ${shape.textBytes}`,
        rounded(bytes / GIB),
        String(shards),
        rounded(2 * shards * SHARD_GIB),
        rounded((bytes * shares.snapshot) / GIB),
        rounded((bytes / shards) * shares.load),
      ]
    }),
  )
  return markdownTable(header, rows)
}
