import { SCRIPTS } from '../scripts/registry.ts'

const PERMISSION =
  /(?:^|-)NOPERM\b|^ERR (?:ACL failure in script|(?:Error running script .*: )?The user executing the script can't)/
const ABOUT_KEY = /access (?:a key|one of the keys|at least one of the keys)/
const ABOUT_CHANNEL = /access (?:a channel|one of the channels|at least one of the channels)/
/** From 7.2 on within scripts as well. */
const COMMAND = /'([\w|-]+)' command/
/** Redis 6 puts the script's digest before the line, 7.0 behind the words. */
const DIGEST = /\b(?:f_|script: )([0-9a-f]{40})\b/
const LINE = /@user_script:\s?(\d+)/

/** Whether Redis refused because of the rights of the user that the store connects as. */
export const isPermissionError = (message: string): boolean => PERMISSION.test(message)

/** What right is missing, in words that may be logged: nothing of the command but its name. */
export function describePermissionError(message: string): string {
  if (ABOUT_KEY.test(message)) return 'NOPERM the Redis user may not access one of the keys'
  if (ABOUT_CHANNEL.test(message)) return 'NOPERM the Redis user may not access the channel'
  const command = COMMAND.exec(message)?.[1]?.toUpperCase() ?? commandsOfLine(message)
  return `NOPERM the Redis user may not run ${command ?? 'a command'}`
}

/** Before 7.2 Redis names the line of a script that was stopped, and not the command in it. */
function commandsOfLine(message: string): string | undefined {
  const digest = DIGEST.exec(message)?.[1]
  const script = Object.values(SCRIPTS).find(({ sha }) => sha === digest)
  const line = script?.source.split('\n')[Number(LINE.exec(message)?.[1]) - 1]
  const commands = [...(line?.matchAll(/'([A-Z]{3,})'/g) ?? [])].map(([, command]) => command)
  return commands.length === 0 ? undefined : commands.join(' or ')
}
