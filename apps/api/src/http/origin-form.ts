import type { RequestListener } from 'node:http'

/** Of nearly every request, which costs no more than this look. */
const IN_ORIGIN_FORM = /^\/[!"$-~]*$/
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i
/** A fragment has no place in a request (RFC 9112, section 3.2), so `#` is a character of the path. */
const NOT_IN_A_PATH = /[^\x21-\x7e]|#/g

/**
 * Gives every request a URL that is a path and a query alone: no scheme and host, of a request that
 * names them (RFC 9112, section 3.2.2), and no bytes that are to be percent-encoded. Express parses
 * any other URL by url.parse, and what that throws on (`http://[`) would pass by the log and all
 * handlers.
 */
export function inOriginForm(listener: RequestListener): RequestListener {
  return (req, res) => {
    req.url = toOriginForm(req.url ?? '/')
    listener(req, res)
  }
}

export function toOriginForm(target: string): string {
  if (IN_ORIGIN_FORM.test(target)) return target
  const path = target.replace(AUTHORITY, '').replace(NOT_IN_A_PATH, percentEncoded)
  // `*` is the whole server, as in `OPTIONS *`.
  return path.startsWith('/') || path === '*' ? path : `/${path}`
}

/** Node reads each byte of a request's target as one character. */
function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
