import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether a server could listen there. Port 0 is any free one. */
export async function isFree(port, host) {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
    return true
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false
    throw error
  } finally {
    server.close()
  }
}
