import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { onFreePort } from '../free-port.ts'
import { createFaultSwitch, type Fault, NO_FAULT } from './proxy-fault.ts'
import { relay } from './proxy-relay.ts'

/** A TCP proxy in front of a server, to break the connection between it and its clients. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly counters: Readonly<ProxyCounters>
  /** In force at once, on open connections too, until another is or `heal`. */
  inject(fault: Fault): void
  heal(): void
  /** RST on every open connection, both sides. */
  cutAll(): void
  /** No longer listens: connecting is refused. Open connections stay. */
  refuse(): void
  accept(): Promise<void>
  stop(): Promise<void>
}

export interface ProxyCounters {
  /** Ever accepted. */
  connections: number
  /** Received from clients, passed on or not. */
  requestBytes: number
  /** Received from the target, passed on or not. */
  replyBytes: number
}

export interface ProxyTarget {
  /** Default: 127.0.0.1. */
  host?: string
  port: number
}

export async function startProxy({
  host = '127.0.0.1',
  port: targetPort,
}: ProxyTarget): Promise<FaultProxy> {
  const faults = createFaultSwitch()
  const counters: ProxyCounters = { connections: 0, requestBytes: 0, replyBytes: 0 }
  const sockets = new Set<Socket>()
  const track = (socket: Socket, counter: 'requestBytes' | 'replyBytes') => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.once('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => {
      counters[counter] += bytes.length
    })
  }
  const onClient = (client: Socket) => {
    const upstream = connect({ host, port: targetPort, allowHalfOpen: true })
    counters.connections += 1
    track(client, 'requestBytes')
    track(upstream, 'replyBytes')
    relay(client, upstream, faults)
  }
  const cutAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const first = await onFreePort((port) => listen(port, onClient))
  const { port } = first
  let server = first.started
  const stop = async () => {
    server.close()
    cutAll()
    faults.inject(NO_FAULT)
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    counters,
    inject: faults.inject,
    heal: () => faults.inject(NO_FAULT),
    cutAll,
    refuse: () => void server.close(),
    async accept() {
      if (!server.listening) server = await listen(port, onClient)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function listen(port: number, onClient: (client: Socket) => void): Promise<Server> {
  // A client's end must wait in a black hole like any byte; by default Node would end its own side too.
  const server = createServer({ allowHalfOpen: true }, onClient)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
