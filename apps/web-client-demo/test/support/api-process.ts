import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const MAIN = new URL('../../../api/dist/main.js', import.meta.url).pathname

/** The built API in a process of its own, so that it can be killed like one. */
export interface ApiProcess {
  readonly url: string
  kill(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
}

/** Environment variables. */
export type ApiSettings = Readonly<Record<string, string>>

export async function startApiProcess(settings: ApiSettings): Promise<ApiProcess> {
  let running = await launch(settings, 0)
  const { port } = running
  async function kill() {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return
    const exited = once(running.child, 'exit')
    running.child.kill('SIGKILL')
    await exited
  }
  return {
    url: `http://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill()
      running = await launch(settings, port)
    },
  }
}

async function launch(settings: ApiSettings, port: number) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      // Pages are turned faster here than people do it.
      RATE_LIMIT_PER_MINUTE: '100000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Nothing of it may outlive the tests, however they end.
  const killWithParent = () => child.kill('SIGKILL')
  process.once('exit', killWithParent)
  child.once('exit', () => process.off('exit', killWithParent))
  for await (const line of createInterface(child.stdout)) {
    const listening = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)
    if (listening) {
      child.stdout.resume()
      return { child, port: Number(listening[1]) }
    }
  }
  throw new Error('The API ended before it listened')
}
