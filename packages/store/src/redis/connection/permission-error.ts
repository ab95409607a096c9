import { SCRIPTS } from '../scripts/registry.ts'

const PERMISSION =
  /(?:^|-)NOPERM\b|^ERR (?:ACL failure in script|(?:Error running script .*: )?The user executing the script can't)/
const ABOUT_KEY = /access (?:a key|one of the keys|at least one of the keys)/
const ABOUT_CHANNEL = /access (?:a channel|one of the channels|at least one of the channels)/
/** From 7.2 on also within scripts. */
const COMMAND = /'([\w|-]+)' command/
/** Redis 6 puts the script's digest before the line number, 7.0 at the end. */
const DIGEST = /\b(?:f_|script: )([0-9a-f]{40})\b/
const LINE = /@user_script:\s?(\d+)/

/** Whether Redis rejected the command for want of a right of its user. */
export const isPermissionError = (message: string): boolean => PERMISSION.test(message)

/** Names the missing right, in words that may be logged: nothing of the command but its name. */
export function describePermissionError(message: string): string {
  if (ABOUT_KEY.test(message)) return 'NOPERM the Redis user may not access one of the keys'
  if (ABOUT_CHANNEL.test(message)) return 'NOPERM the Redis user may not access the channel'
  const command = COMMAND.exec(message)?.[1]?.toUpperCase() ?? commandsOfLine(message)
  return `NOPERM the Redis user may not run ${command ?? 'a command'}`
}

/** Before 7.2 Redis reports the line of the script, not the command. */
function commandsOfLine(message: string): string | undefined {
  const digest = DIGEST.exec(message)?.[1]
  const script = Object.values(SCRIPTS).find(({ sha }) => sha === digest)
  const line = script?.source.split('\n')[Number(LINE.exec(message)?.[1]) - 1]
  const commands = [...(line?.matchAll(/'([A-Z]{3,})'/g) ?? [])].map(([, command]) => command)
  return commands.length === 0 ? undefined : commands.join(' or ')
}
