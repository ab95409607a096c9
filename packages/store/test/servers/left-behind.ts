// Run by watchdog.test.ts: starts a server, tells of it, and waits to be killed.
import { startRedis } from '../../testing/servers/index.ts'

const server = await startRedis()
if (process.argv.includes('frozen')) server.signal('SIGSTOP')
if (process.argv.includes('killed')) await server.kill()
// As one text: a number of its own would be coloured.
console.log(`${server.pid} ${server.folder}`)
setInterval(() => {}, 60_000)
