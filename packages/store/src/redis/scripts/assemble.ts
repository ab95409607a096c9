/*
 * Redis makes the functions of a script anew in every call, which costs more than some commands. So a
 * script gets only those that it names, and those that only a branch names are made in that branch.
 */

/** A function at the margin: one line, or up to the `end` at the margin. */
const FUNCTION = /^local function (\w+)\([^\n]*(?: end|\n(?:(?: .*)?\n)*?end)\n/gm
/** A branch at the margin: its first line, and what is indented below. */
const BRANCH = /^((?:if|elseif) .* then|else)\n((?: .*\n|\n)+)/gm
/** The same directly in a function at the margin. */
const INNER_BRANCH = /^( {2}(?:(?:if|elseif) .* then|else))\n((?: {3}.*\n|\n)+)/gm
const SHORT_BRANCH = /^(if (?!.*\b(?:else|elseif)\b).*? then) (.*) end$/gm
const SHORT_INNER_BRANCH = /^ {2}(if (?!.*\b(?:else|elseif)\b).*? then) (.*) end$/gm

/** The text of a script: its parts joined, without comments, with the constants' values in it. */
export function assemble(parts: readonly string[], constants: Record<string, number>): string {
  const code = parts.join('\n').replace(/^ *--.*\n/gm, '')
  const named = code.replace(/\b[A-Z]\w+\b/g, (name) => String(constants[name] ?? name))
  return makeInBranches(dropUnused(named))
}

/** Without the functions that nothing names. */
export function dropUnused(code: string): string {
  const used = code.replace(FUNCTION, (text, name: string) =>
    countOf(name, code) > countOf(name, text) ? text : '',
  )
  // What was dropped may have been the only user of another.
  return used === code ? code : dropUnused(used)
}

/**
 * With the functions that only branches name defined in those branches, in each that names them: branches
 * at the margin, which run at most once, and those directly in a function, most of which are called once.
 * A loop might run often.
 */
export function makeInBranches(code: string): string {
  const spread = code
    .replace(SHORT_BRANCH, '$1\n  $2\nend')
    .replace(FUNCTION, (text) => text.replace(SHORT_INNER_BRANCH, '  $1\n    $2\n  end'))
  // The last first: a function is named only by later ones.
  const functions = [...spread.matchAll(FUNCTION)].reverse()
  return functions.reduce((moved, [text, name = '']) => moveToBranches(moved, text, name), spread)
}

function moveToBranches(code: string, text: string, name: string): string {
  const rest = code.replace(text, () => '')
  let left = countOf(name, rest)
  const define = (margin: string) => (whole: string, head: string, body: string) => {
    const named = countOf(name, body)
    left -= named
    return named === 0 ? whole : `${head}\n${text.replace(/^(?=.)/gm, margin)}${body}`
  }
  const moved = rest
    .replace(FUNCTION, (host) => host.replace(INNER_BRANCH, define('    ')))
    .replace(BRANCH, define('  '))
  return left === 0 ? moved : code
}

/** Fields of tables do not count, as in `string.find`; what `..` joins does. */
function countOf(name: string, code: string): number {
  return code.match(new RegExp(`(?<!(?<!\\.)\\.)\\b${name}\\b`, 'g'))?.length ?? 0
}
