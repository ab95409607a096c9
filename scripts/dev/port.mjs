import { once } from 'node:events'
import { createServer } from 'node:net'

/** Undefined where a variable holds no port. Empty values count as unset. Port 0 is any free one. */
export function toPort(text, fallback) {
  const port = Number(text?.trim() || fallback)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined
}

/**
 * What keeps the servers from listening, in one line with a command that works, so that a second
 * `pnpm dev` beside the first is told of both ports at once. Undefined where nothing does.
 */
export async function portProblem(servers) {
  const bad = servers.filter(({ port }) => port === undefined)
  if (bad.length > 0) {
    return `${bad.map(({ variable }) => variable).join(' and ')}: must be a port from 0 to 65535.`
  }
  const found = await Promise.all(servers.map(async (each) => [each, await tryToListen(each)]))
  const unusable = found.filter(([, code]) => code !== undefined)
  if (unusable.length === 0) return undefined
  const lines = unusable.map(([{ what, port, host }, code]) => {
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used on ${host} (${code})`
    return `Port ${port}, of ${what}, ${why}.`
  })
  // Another port is no help against anything else.
  if (unusable.every(([, code]) => code === 'EADDRINUSE')) {
    lines.push(`Use another: ${await settingsThatWork(found)} npx -y pnpm dev`)
  }
  return lines.join(' ')
}

/** `PORT=3001 WEB_PORT=5175`: free ports for those that are taken, and what was given besides. */
async function settingsThatWork(found) {
  const settings = []
  const used = new Set(found.filter(([, code]) => code === undefined).map(([{ port }]) => port))
  for (const [{ variable, port, host, isGiven }, code] of found) {
    if (code !== undefined) {
      const free = await freePortAfter(port, host, used)
      used.add(free)
      settings.push(`${variable}=${free}`)
    } else if (isGiven) settings.push(`${variable}=${port}`)
  }
  return settings.join(' ')
}

/** `used`: free, but another server is about to take it. */
async function freePortAfter(taken, host, used) {
  for (let port = taken + 1; port <= 65_535; port += 1) {
    if (!used.has(port) && (await tryToListen({ port, host })) === undefined) return port
  }
  return 0
}

/** The code of the error that a server would get there. */
async function tryToListen({ port, host }) {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return error.code
  } finally {
    server.close()
  }
}
