/** Why a server rejects all changes, by the code in the error's detail. */
const REJECTIONS: readonly [word: RegExp, meaning: string][] = [
  [/Too few replicas/, 'Fewer replicas than REDIS_WAIT_REPLICAS confirm what they are sent.'],
  [/\bOOM\b/, 'Redis is out of memory (OOM): it takes no changes but deletes.'],
  [/\bNOREPLICAS\b/, 'Redis has fewer replicas than min-replicas-to-write (NOREPLICAS).'],
  [/\bMISCONF\b/, 'Redis cannot save to its disk (MISCONF).'],
  [/\bREADONLY\b/, 'Redis is a replica here (READONLY).'],
]

/** Undefined if no server rejected a change: it is unreachable or does not respond. */
export function describeRejection(detail: string): string | undefined {
  const permission = /NOPERM (.*)$/.exec(detail)?.[1]
  if (permission !== undefined) return `A right is missing: ${permission}.`
  const meaning = REJECTIONS.find(([word]) => word.test(detail))?.[1]
  return meaning && `No change can be made: ${meaning}`
}
