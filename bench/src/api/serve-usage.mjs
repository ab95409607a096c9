// Goes before a server that is measured (node --import): sends its CPU time and its memory to the
// process that started it, and ends the server with that process.
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

process.on('message', async (what) =>
  process.send(what === 'memory' ? await memory() : process.cpuUsage()),
)
process.once('disconnect', () => process.exit())
process.channel.unref()

/** Without garbage, which would hide what is kept. Pages without objects are given back a little later. */
async function memory() {
  for (let n = 0; n < 3; n++) {
    collect()
    await pause(300)
  }
  return process.memoryUsage()
}
