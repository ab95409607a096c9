// Writes a stream that can be resumed, says so after a few pieces, and waits to be killed.
import { setTimeout as delay } from 'node:timers/promises'
import { connect, pieces, readAll } from './rows/resumable-stream.ts'

const [, , url = '', id = ''] = process.argv
const context = await connect(url)
void readAll(await context.createNewResumableStream(id, () => pieces(1000, 20)))
await delay(300)
process.send?.('written')
