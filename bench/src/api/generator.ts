import { Client, type Dispatcher } from 'undici'
import { serveProcedures } from '../process/serve.ts'
import type { GeneratorProcedures, Run, Served } from './generator-process.ts'

/*
 * The one who asks, in a process of its own: connections in a closed loop, one request at a time on
 * each. It reads no more of a response than its status, to leave the processor to those measured.
 */
const procedures: GeneratorProcedures = { serve }
serveProcedures(procedures)

async function serve({ origins, requests, connections, ms, most }: Run): Promise<Served> {
  const clients = Array.from({ length: connections }, (_, index) => {
    return new Client(origins[index % origins.length] ?? '')
  })
  let sent = 0
  const failures = new Map<number, number>()
  const started = performance.now()
  const end = started + ms
  const connection = async (client: Client) => {
    while (sent < most && performance.now() < end) {
      const request = requests[sent++ % requests.length]
      if (request === undefined) throw new Error('nothing to ask')
      const status = await ask(client, request)
      if (status !== 200) failures.set(status, (failures.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(clients.map(connection))
  const elapsed = performance.now() - started
  await Promise.all(clients.map((client) => client.close()))
  return { requests: sent, ms: elapsed, failures: [...failures] }
}

function ask(client: Client, request: Dispatcher.DispatchOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0
    client.dispatch(request, {
      // Without it undici takes this for a handler of its older kind.
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode
      },
      onResponseEnd: () => resolve(status),
      onResponseError: (_controller, error) => reject(error),
    })
  })
}
