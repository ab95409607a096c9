import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../peers/', import.meta.url)

/**
 * The peers are installed when they are measured, with a lockfile of their own: they are two hundred
 * packages that nobody needs who only wants to run, test or change Threadkeep.
 */
export function installPeers(): void {
  const cwd = fileURLToPath(FOLDER)
  run('pnpm', ['install', '--ignore-workspace', '--frozen-lockfile', '--prefer-offline'], cwd)
  // Here and not in `pnpm check`, where their packages are not.
  run('tsc', ['-p', 'tsconfig.json'], cwd)
}

function run(command: string, args: string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status === 0) return
  throw new Error(
    `${command} ${args.join(' ')} failed in bench/peers (--without-peers does without):\n${error ?? `${stdout}${stderr}`}`,
  )
}
