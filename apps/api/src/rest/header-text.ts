const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Decodes a header value. Node reads bytes as Latin-1; programs send UTF-8, and browsers Latin-1,
 * which is hardly ever valid UTF-8.
 */
export function headerText(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}
