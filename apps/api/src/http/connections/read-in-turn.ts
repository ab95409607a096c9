import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { createOnePerTurn } from '../../lib/one-per-turn.ts'

/**
 * Max bytes of a connection that are parsed at once. Most requests of users are shorter. All requests of a
 * slice are made before the connection can be closed for sending too many ahead, and those of 50 connections
 * at once are what the heap grows by: with slices of 1 KiB a process had 407 MiB.
 */
const SLICE_BYTES = { user: 2048, stranger: 512 }
/** Slices that are parsed sooner share a turn. */
const MS_PER_TURN = 1

const { push, _read: read } = Socket.prototype

/**
 * Parses what connections send in slices, and in turn. Node parses 64 KiB of each connection at a time,
 * and all connections in one turn of the event loop. Made of tiny chunks or of the shortest requests
 * there are, 64 KiB take 20 to 50 ms, for each chunk and each request has its own callbacks: 50 callers
 * without a token would hold up everybody for seconds. Users have a lane of their own, so that none waits
 * for strangers.
 */
export function readInTurn(server: Server, ofUsers: WeakSet<Socket>): void {
  const lanes = { user: createOnePerTurn(MS_PER_TURN), stranger: createOnePerTurn(MS_PER_TURN) }
  /** What was read and is not parsed. Of a connection that has some nothing more is read. */
  const unparsed = new WeakMap<Socket, Buffer>()
  const whose = (socket: Socket) => (ofUsers.has(socket) ? 'user' : 'stranger')

  function parseNext(socket: Socket): void {
    // Else its slices would gather, and all be parsed in the turn in which it is resumed.
    if (socket.isPaused() && !socket.destroyed) {
      socket.once('resume', () => waitForTurn(socket))
      return
    }
    const bytes = unparsed.get(socket)
    unparsed.delete(socket)
    if (bytes === undefined || socket.destroyed) return
    const slice = bytes.subarray(0, SLICE_BYTES[whose(socket)])
    if (slice.length < bytes.length) unparsed.set(socket, bytes.subarray(slice.length))
    push.call(socket, slice)
    if (unparsed.has(socket)) waitForTurn(socket)
  }
  function waitForTurn(socket: Socket): void {
    lanes[whose(socket)](() => parseNext(socket))
  }

  // Shared by all connections: functions of their own would be a kilobyte of each.
  function pushInTurn(this: Socket, bytes: Buffer | null): boolean {
    if (bytes === null) return push.call(this, null)
    unparsed.set(this, bytes)
    waitForTurn(this)
    return !unparsed.has(this) && this.readableLength < this.readableHighWaterMark
  }
  function readOn(this: Socket, size: number): void {
    if (!unparsed.has(this)) read.call(this, size)
  }

  server.on('connection', (socket) => {
    // Without a listener, Node's parser reads from the handle itself, past what follows.
    socket.on('data', ignore)
    socket._read = readOn
    socket.push = pushInTurn
  })
}

function ignore(): void {}
