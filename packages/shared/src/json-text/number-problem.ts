/** Fewer digits than the smallest integer that a double cannot hold. */
const ALWAYS_EXACT = 15

/**
 * Why a number is rejected, or undefined. An integer must come back with the same value:
 * JSON.stringify(JSON.parse(it)) is the same number, as `1e3` and `1000` are. A fraction becomes
 * the nearest double, as everywhere in JSON.
 */
export function numberProblem(literal: string): string | undefined {
  if (literal.length <= ALWAYS_EXACT && !/e/i.test(literal)) return undefined
  const value = Number(literal)
  if (!Number.isFinite(value)) return 'number beyond what a double holds, send it as a string'
  const sent = toDecimal(literal)
  if (sent.exponent < 0) return undefined
  const kept = toDecimal(String(value))
  return sent.digits === kept.digits && sent.exponent === kept.exponent
    ? undefined
    : 'integer beyond 2^53, send it as a string'
}

/** The value without its sign, as digits * 10^exponent; digits neither begin nor end with a zero. */
function toDecimal(literal: string): { digits: string; exponent: number } {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(literal) ?? []
  const all = whole + fraction
  let [start, end] = [0, all.length]
  while (start < end && all[start] === '0') start += 1
  while (end > start && all[end - 1] === '0') end -= 1
  if (start === end) return { digits: '', exponent: 0 }
  return {
    digits: all.slice(start, end),
    exponent: Number(exponent) - fraction.length + (all.length - end),
  }
}
