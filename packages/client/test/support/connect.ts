import type { Owner } from '@threadkeep/shared'
import {
  createThreadkeepClient,
  type FailedAttempt,
  failureReason,
  type RetryOptions,
  type ThreadkeepClient,
  type ThreadkeepClientOptions,
} from '../../src/index.ts'
import { newOwner } from './owners.ts'
import { signToken } from './tokens.ts'

export interface Connection {
  conversation: ThreadkeepClient['conversation']
  client: ThreadkeepClient
  owner: Owner
  /** Every attempt that failed so far, as `send STORE_UNAVAILABLE again`. */
  failures: string[]
}

export type ConnectOptions = Partial<Omit<ThreadkeepClientOptions, 'url' | 'retry'>> & {
  owner?: Owner
  retry?: Partial<RetryOptions>
}

/** The client as its users have it, but less patient: tests have no time to wait. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const { owner = newOwner(), retry, ...rest } = options
  const failures: string[] = []
  const client = createThreadkeepClient({
    url: `${url}/trpc`,
    token: await signToken(owner),
    retry: { baseDelayMs: 20, ...retry },
    onFailure: (failed) => failures.push(describe(failed)),
    ...rest,
  })
  return { client, conversation: client.conversation, owner, failures }
}

function describe({ call, error, willRetry }: FailedAttempt): string {
  const name = call.path.replace('conversation.', '')
  return `${name} ${failureReason(error)}${willRetry ? ' again' : ''}`
}

/** Why a call failed; fails when it succeeds. */
export async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    (result) => {
      throw new Error(`expected a failure, got ${JSON.stringify(result)}`)
    },
    (thrown) => thrown,
  )
  return failureReason(error) ?? error
}
