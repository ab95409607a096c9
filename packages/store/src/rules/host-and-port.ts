import type { HostAndPort } from '../config.ts'

const SHAPE = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/

/** `host:port`, `[::1]:port`; without a port the default one, if there is one. */
export function parseHostAndPort(text: string, defaultPort?: number): HostAndPort | undefined {
  const [, ipv6, name, digits] = SHAPE.exec(text) ?? []
  const host = ipv6 ?? name
  const port = digits === undefined ? defaultPort : Number(digits)
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined
  return { host, port }
}
