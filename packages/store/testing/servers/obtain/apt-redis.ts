import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { arch, homedir } from 'node:os'
import { join } from 'node:path'
import type { TestServer } from '../test-servers.ts'
import { downloadPackage } from './apt-download.ts'
import { withFolderLock } from './folder-lock.ts'

/** A program that was unpacked from packages, and the folders of its libraries. */
export interface UnpackedServer {
  server: string
  libraryPath: string
}

export interface UnpackedRelease extends UnpackedServer {
  /** The dynamic loader that belongs to the libraries. */
  loader: string
}

/**
 * The system's own redis-server with the libraries that this machine lacks, unpacked into a private
 * folder. Nothing of the system changes and root is not needed.
 */
export async function fetchRedisFromApt(): Promise<UnpackedServer> {
  const folder = await cached(await systemName(), (target, cache) =>
    downloadPackage('redis-server', target, cache),
  )
  const libraries = await libraryFolders(folder)
  return { server: join(folder, 'usr/bin/redis-server'), libraryPath: libraries.join(':') }
}

/**
 * A server of another Debian release, with that release's libraries and loader: a libc newer than
 * the system's is of use only to the loader that was built with it.
 */
export async function fetchTestServer(name: string, which: TestServer): Promise<UnpackedRelease> {
  const folder = await cached(`${name}-${arch()}`, (target, cache) =>
    downloadPackage(which.package, target, cache, which.release),
  )
  const libraries = await libraryFolders(folder)
  return {
    server: join(folder, 'usr/bin', which.package),
    libraryPath: libraries.join(':'),
    loader: await findLoader(libraries),
  }
}

async function cached(
  name: string,
  fill: (folder: string, cache: string) => Promise<void>,
): Promise<string> {
  const cache = join(cacheFolder(), 'redis')
  const folder = join(cache, name)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    await withFolderLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) await fill(folder, cache)
    })
  }
  return folder
}

function cacheFolder(): string {
  const chosen = process.env['THREADKEEP_CACHE_DIR']
  if (chosen) return chosen
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'threadkeep')
}

/** A cache may be shared by containers of different distributions. */
async function systemName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8')
  const field = (name: string) => new RegExp(`^${name}="?([\\w.]+)`, 'm').exec(release)?.[1]
  return [field('ID') ?? 'linux', field('VERSION_ID') ?? 'rolling', arch()].join('-')
}

async function libraryFolders(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const base of ['usr/lib', 'lib']) {
    const path = join(folder, base)
    if (!existsSync(path)) continue
    const triplets = (await readdir(path)).filter((name) => name.includes('-linux-'))
    found.push(...triplets.map((name) => join(path, name)))
  }
  return found
}

async function findLoader(libraries: readonly string[]): Promise<string> {
  for (const folder of libraries) {
    const name = (await readdir(folder)).find((file) => file.startsWith('ld-linux'))
    if (name !== undefined) return join(folder, name)
  }
  throw new Error(`no dynamic loader in ${libraries.join(', ')}`)
}
