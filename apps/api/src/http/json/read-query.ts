import { RequestError } from '../../errors/errors.ts'

/**
 * The query of a request, from its path alone: a URL made with the Host header fails where that is
 * odd. What is not UTF-8 is refused; URLSearchParams would make U+FFFD of it.
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
