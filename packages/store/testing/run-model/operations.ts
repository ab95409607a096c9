import { STATUSES, type Status } from '@threadkeep/shared'
import fc from 'fast-check'
import type { TakeOverMode } from '../../src/conversation-runs.ts'

/** One call on a conversation and its runs, as data. `lease`: any that anybody ever held. */
export type RunOperation = { client: number } & (
  | { call: 'begin'; words: string; key: string | undefined; replaces: number | undefined }
  | { call: 'regenerate'; key: string | undefined }
  | { call: 'write'; lease: number; pieces: number }
  | { call: 'giveBack'; lease: number }
  | { call: 'finish'; lease: number; status: Ended; messages: number }
  | { call: 'takeOver'; mode: TakeOverMode; ofGreeting: TakeOverMode }
  | { call: 'stop' }
  | { call: 'append'; key: string | undefined; replaces: number | undefined }
  | { call: 'truncate'; afterSeq: number; key: string | undefined }
  | { call: 'redact'; seq: number }
  | { call: 'setStatus'; status: Status }
)

export type Ended = 'completed' | 'stopped' | 'failed'

/** Few of each kind, so that keys meet again. */
const key = fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined })
const seq = fc.integer({ min: 1, max: 6 })
const replaces = fc.option(seq, { nil: undefined, freq: 2 })
/** Often the newest ones. */
const lease = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(-1) }, fc.nat(20))

const mode = fc.constantFrom<TakeOverMode[]>('restart', 'keep', 'again')

const calls = fc.oneof(
  weigh(8, 'begin', { words: fc.constantFrom('hello', 'hello', 'bye'), key, replaces }),
  weigh(4, 'regenerate', { key }),
  weigh(10, 'write', { lease, pieces: fc.nat(3) }),
  weigh(4, 'giveBack', { lease }),
  weigh(8, 'finish', {
    lease,
    status: fc.constantFrom<Ended[]>('completed', 'stopped', 'failed'),
    messages: fc.nat(2),
  }),
  weigh(6, 'takeOver', { mode, ofGreeting: mode }),
  weigh(3, 'stop', {}),
  weigh(3, 'append', { key, replaces }),
  weigh(3, 'truncate', { afterSeq: fc.nat(6), key }),
  weigh(2, 'redact', { seq }),
  weigh(1, 'setStatus', { status: fc.constantFrom('active', 'active', ...STATUSES) }),
)

function weigh<Call extends string, Args>(
  weight: number,
  call: Call,
  args: { [Name in keyof Args]: fc.Arbitrary<Args[Name]> },
): fc.WeightedArbitrary<{ call: Call } & Args> {
  return { weight, arbitrary: fc.record(args).map((given) => ({ call, ...given })) }
}

export interface RunHistory {
  /** Whether the conversation begins with a greeting. */
  greets: boolean
  operations: RunOperation[]
}

export const runHistories: fc.Arbitrary<RunHistory> = fc.record({
  greets: fc.boolean(),
  operations: fc.array(
    fc.tuple(fc.nat(1), calls).map(([client, call]) => ({ client, ...call })),
    { minLength: 20, maxLength: 50 },
  ),
})
