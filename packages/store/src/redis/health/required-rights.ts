import { SCRIPTS } from '../scripts/registry.ts'

/*
 * What the Redis user of this store has to be allowed: every command by its name, a subcommand
 * behind a bar. docs/operations.md holds the ACL line, and a test holds that line to this list.
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

/** Of Redis 7 and later, whose clusters have channels that live on one node. */
export const OF_SHARDED_CHANNELS = ['SPUBLISH', 'SSUBSCRIBE', 'SUNSUBSCRIBE']

/** Where Redis is a cluster: its client names some of its connections, and holds some to replicas. */
const OF_CLUSTER = [
  'ASKING',
  'CLIENT|SETNAME',
  'CLUSTER|INFO',
  'CLUSTER|SLOTS',
  'READONLY',
  ...OF_SHARDED_CHANNELS,
]

/** Within the script by which rate-limiter-flexible counts calls. */
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
