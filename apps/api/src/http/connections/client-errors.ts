import { randomUUID } from 'node:crypto'
import type { Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '../../observability/log.ts'
import { closeAfter } from './close-after.ts'
import { type RawError, serialize, statusOf } from './raw-error.ts'

const UNPARSABLE: RawError = {
  status: '400 Bad Request',
  code: 'BAD_REQUEST',
  reason: 'INVALID_INPUT',
  message: 'the request could not be read as HTTP',
}

/** The only one after which Node parses what still comes. */
const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT'

/** Responses by the code of Node's HTTP parser or request timeout. */
const PARSER_ERRORS: Record<string, RawError> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    reason: 'PAYLOAD_TOO_LARGE',
    message: 'the headers are larger than 16 KB',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: '413 Payload Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    reason: 'PAYLOAD_TOO_LARGE',
    message: 'the chunk extensions are larger than 16 KB',
  },
  [TIMEOUT]: {
    status: '408 Request Timeout',
    code: 'TIMEOUT',
    reason: 'INVALID_INPUT',
    message: 'the request took too long to arrive',
  },
}

/** Node closes the connection without a word. No server of the API is a proxy. */
const NO_PROXY: RawError = {
  status: '405 Method Not Allowed',
  code: 'METHOD_NOT_SUPPORTED',
  reason: 'METHOD_NOT_ALLOWED',
  message: 'CONNECT is for proxies',
  headers: ['allow: GET, HEAD, POST, PATCH, DELETE, OPTIONS'],
}

/**
 * How long to drain what the client still sends. If the connection were closed sooner, the response
 * could be lost.
 */
const LINGER_MS = 2000

/** Max bytes that are read behind what is unreadable, while the responses before its own are awaited. */
const MAX_WAITING_BYTES = 64 * 1024

/**
 * Requests that Node cannot parse reach no route. Responds to them and logs them like any other
 * error.
 */
export function handleClientErrors(server: Server, log: Logger): void {
  // More than one where requests were sent ahead. The newest alone would not do: while it waits for its
  // turn, the one before it may be a stream.
  const responses = new WeakMap<Duplex, readonly ServerResponse[]>()
  const handled = new WeakSet<Duplex>()
  const maxBytesRead = new WeakMap<Duplex, number>()
  server.on('request', (req, res) => {
    const unfinished = responses.get(req.socket)?.filter((begun) => !begun.writableFinished) ?? []
    responses.set(req.socket, [...unfinished, res])
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const bytesRead = socket instanceof Socket ? socket.bytesRead : 1
    // `clientError` fires again for later bytes; respond once.
    if (handled.has(socket) && error.code !== 'ECONNRESET') {
      const max = maxBytesRead.get(socket)
      if (max !== undefined && bytesRead > max) socket.destroy()
      return
    }
    const unfinished = responses.get(socket) ?? []
    // During a response the client would take this for a part of it. After a complete response to
    // an incomplete request, it would take it for the response to its next request.
    const hasResponse = unfinished.some(
      (begun) => begun.headersSent && !(begun.writableFinished && begun.req.complete),
    )
    // Opened in advance and not used in time: a client that uses it this moment would take a 408 for
    // the response to its request.
    const isUnused = bytesRead === 0
    // The client has disconnected.
    if (!socket.writable || error.code === 'ECONNRESET' || hasResponse || isUnused) {
      socket.destroy()
      return
    }
    handled.add(socket)
    const response = PARSER_ERRORS[error.code ?? ''] ?? UNPARSABLE
    // Before the response to a complete request the client would take this for it, and a change that is
    // made for rejected.
    const last = unfinished.findLast(({ req, headersSent }) => req.complete && !headersSent)
    if (last === undefined) {
      respond(socket, response, error.code)
      return
    }
    maxBytesRead.set(socket, bytesRead + MAX_WAITING_BYTES)
    // Where a request follows `last`, or may still come, it would be served next, and this be taken for
    // its response: the connection ends with the response to `last`.
    if (last !== unfinished.at(-1) || error.code === TIMEOUT) closeAfter(last)
    else {
      last.once('close', () => {
        maxBytesRead.delete(socket)
        if (socket.writable) respond(socket, response, error.code)
      })
    }
  })
  server.on('connect', (req, socket) => {
    // Node has taken its own listener for errors away.
    socket.on('error', () => socket.destroy())
    // The responses to the requests before it would come after this one.
    if (responses.get(req.socket)?.some((begun) => !begun.writableFinished)) socket.destroy()
    else respond(socket, NO_PROXY, req.method)
  })

  function respond(socket: Duplex, response: RawError, code: string | undefined): void {
    const requestId = randomUUID()
    log.info({ requestId, status: statusOf(response), code }, 'unreadable request')
    socket.end(serialize(response, requestId))
    // A half-closed connection would stay open for as long as the client sends.
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
  }
}
