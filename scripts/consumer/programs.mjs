// The programs that packages install: the API's server and the operator's tool.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The server as `npx threadkeep-api` starts it, on a free port. */
export async function startApi(shell, folder) {
  const child = spawn(join(folder, 'node_modules/.bin/threadkeep-api'), {
    cwd: folder,
    env: { ...shell.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const url = await firstMatch(child.stdout, /listens on (http:[^"\s]+)/)
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      if (code !== 0) throw new Error(`threadkeep-api ended with ${code} after SIGTERM`)
    },
  }
}

async function firstMatch(stream, pattern) {
  const seen = []
  for await (const line of createInterface({ input: stream })) {
    const found = pattern.exec(line)?.[1]
    if (found) {
      stream.resume()
      return found
    }
    seen.push(line)
  }
  throw new Error(`threadkeep-api ended before it listened:\n${seen.join('\n')}`)
}

export async function devToken(url, owner) {
  const response = await fetch(`${url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(owner),
  })
  const { token } = await response.json()
  return token
}

export function checkTool(shell, folder) {
  const tool = join(folder, 'node_modules/.bin/threadkeep')
  const help = shell.run(folder, tool, '--help')
  if (!/^ {2}doctor /m.test(help)) throw new Error(`threadkeep --help prints:\n${help}`)
  shell.run(folder, tool, 'doctor')
}
