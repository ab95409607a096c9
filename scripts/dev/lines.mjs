// What the servers of `pnpm dev` print, for people.

/** Of turbo: the name of the task before each line. */
const PREFIX = /^@threadkeep\/(?:api|web-client-demo):dev: ?/
/** Of turbo and of the shell: what is run, and how, and what became of it. */
const NOISE = /^(?:\s*•|\$ |cache bypass|\s*(?:Tasks|Cached|Time): )/

/** Undefined for what is left out. Log lines lose their JSON. */
export function toReadable(line) {
  const text = line.replace(PREFIX, '')
  if (text.trim() === '' || NOISE.test(text)) return undefined
  return text.startsWith('{"level"') ? toText(text) : text
}

/** The address that a server says it listens on. */
export function listeningUrl(line) {
  return /(?:Threadkeep listens on|Local:)\W+(http:\/\/[^"/\s]+)/.exec(line)?.[1]
}

/** The API names bad settings in the lines after this one. */
export function cannotStart(line) {
  return line.replace(PREFIX, '').startsWith('Threadkeep cannot start')
}

/** `18:57:00 warn  Conversations are kept in memory... method=POST status=200` */
function toText(json) {
  const { level, time, msg, ...fields } = JSON.parse(json)
  const given = Object.entries(fields).filter(([, value]) => String(value) !== '')
  const words = given.map(([name, value]) => `${name}=${textOf(value)}`)
  return [new Date(time).toLocaleTimeString('sv'), level.padEnd(5), msg, ...words].join(' ')
}

function textOf(value) {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
