import { connect, type Socket } from 'node:net'

/** Node's own client would correct most of what is hostile here: these bytes go out as they are. */
export type Bytes = string | Uint8Array

export interface RawResponse {
  status: number
  headers: Headers
  body: string
}

/** Longer than any response takes that is not waited for on purpose. */
const TIMEOUT_MS = 10_000

export interface ExchangeOptions {
  /** Ends the sending side after the last byte, as `shutdown(SHUT_WR)` does. */
  halfClose?: boolean
  /** Sent after the rest, a byte every half second. */
  drip?: string
  timeoutMs?: number
}

/** Sends bytes on a connection of its own, and reads all responses until the server closes it. */
export async function exchange(
  url: string,
  request: Bytes,
  { halfClose = false, drip = '', timeoutMs = TIMEOUT_MS }: ExchangeOptions = {},
): Promise<RawResponse[]> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const received: Buffer[] = []
  socket.on('data', (chunk) => received.push(chunk))
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('the server left it open')))
  if (halfClose) socket.end(request)
  else socket.write(request)
  const dripping = drip === '' ? undefined : dripInto(socket, drip)
  await new Promise<void>((resolve, reject) => {
    socket.once('end', resolve)
    socket.once('error', reject)
  })
  clearInterval(dripping)
  socket.destroy()
  return parseResponses(Buffer.concat(received))
}

function dripInto(socket: Socket, text: string): NodeJS.Timeout {
  const left = [...text]
  return setInterval(() => socket.write(left.shift() ?? ''), 500)
}

function parseResponses(bytes: Buffer): RawResponse[] {
  const responses: RawResponse[] = []
  let rest = bytes
  while (rest.length > 0) {
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd < 0) throw new Error(`not the head of a response: ${rest.toString('latin1')}`)
    const [statusLine = '', ...lines] = rest.subarray(0, headEnd).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1])
    const headers = new Headers(lines.map((line): [string, string] => splitAt(line, ':')))
    const { body, end } = readBody(rest.subarray(headEnd + 4), status, headers)
    responses.push({ status, headers, body: body.toString() })
    rest = rest.subarray(headEnd + 4 + end)
  }
  return responses
}

function readBody(bytes: Buffer, status: number, headers: Headers): { body: Buffer; end: number } {
  if (status < 200 || status === 204) return { body: Buffer.alloc(0), end: 0 }
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes)
  const end = Number(headers.get('content-length') ?? bytes.length)
  return { body: bytes.subarray(0, end), end }
}

function readChunks(bytes: Buffer): { body: Buffer; end: number } {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    // The response to a HEAD has headers alone.
    if (lineEnd < 0) return { body: Buffer.concat(chunks), end: bytes.length }
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
    if (size === 0) return { body: Buffer.concat(chunks), end: at }
  }
}

function splitAt(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator)
  return [line.slice(0, at), line.slice(at + 1).trim()]
}
