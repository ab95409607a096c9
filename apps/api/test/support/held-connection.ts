import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An idle connection, held until the end of the scope. */
export async function hold(url: string): Promise<Socket & Disposable> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // A rejected connection may end with a reset.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return Object.assign(socket, { [Symbol.dispose]: () => void socket.destroy() })
}
