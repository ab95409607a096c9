// Goes before a server that is measured (node --import): sends its CPU time and its memory to the
// process that started it, and ends the server with that process.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

process.on('message', (what) => process.send(what === 'memory' ? memory() : process.cpuUsage()))
process.once('disconnect', () => process.exit())
process.channel.unref()

/** Without garbage, which would hide what is kept. */
function memory() {
  collect()
  return process.memoryUsage()
}
