import { RequestError } from '../../errors/errors.ts'

/**
 * The query of a request. Parsed from the path only, because a URL with an odd Host header fails.
 * Rejects what is not UTF-8, which URLSearchParams would replace by U+FFFD.
 */
export function readQuery(url: string): URLSearchParams {
  const at = url.indexOf('?')
  const query = at < 0 ? '' : url.slice(at + 1)
  if (!isUtf8(query)) throw new RequestError('The query must be UTF-8 in percent-encoding.')
  return new URLSearchParams(query)
}

function isUtf8(query: string): boolean {
  try {
    decodeURIComponent(query)
    return true
  } catch {
    return false
  }
}
