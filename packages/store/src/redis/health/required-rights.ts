import { SCRIPTS } from '../scripts/registry.ts'

/*
 * The rights that this store's Redis user needs: every command by its name, a subcommand after a
 * bar. docs/operations.md has the ACL line; a test compares the two.
 */

/** Sent by the store itself and by its client. AUTH and HELLO need no right. */
const OF_CLIENT = [
  'DBSIZE',
  'EVAL',
  'EVALSHA',
  'GET',
  'INFO',
  'PING',
  'PUBLISH',
  'SET',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'WAIT',
]

/** For Redis 7 and later, whose clusters have sharded channels. */
export const OF_SHARDED_CHANNELS = ['SPUBLISH', 'SSUBSCRIBE', 'SUNSUBSCRIBE']

/** For clusters: the client names some of its connections and uses replicas on others. */
const OF_CLUSTER = [
  'ASKING',
  'CLIENT|SETNAME',
  'CLUSTER|INFO',
  'CLUSTER|SLOTS',
  'READONLY',
  ...OF_SHARDED_CHANNELS,
]

/** In the script of rate-limiter-flexible. */
const OF_COUNTS = ['EXPIRE', 'INCRBY', 'PTTL', 'SET']

/** A script names its commands as the first argument of a call: call('HSET', ...). */
const CALLED = /\(\s*'([A-Z]{3,})'/g

const OF_SCRIPTS = Object.values(SCRIPTS).flatMap(({ source }) =>
  [...source.matchAll(CALLED)].map(([, command = '']) => command),
)

/** Commands that scripts run, sorted, each once. */
export const SCRIPT_COMMANDS = sorted([...OF_SCRIPTS, ...OF_COUNTS])

export const REQUIRED_COMMANDS = sorted([...SCRIPT_COMMANDS, ...OF_CLIENT, ...OF_CLUSTER])

function sorted(commands: readonly string[]): string[] {
  return [...new Set(commands)].sort()
}
