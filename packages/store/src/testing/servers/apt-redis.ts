import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { arch, homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withFolderLock } from './folder-lock.ts'

const run = promisify(execFile)

/**
 * Debian's own redis-server with the libraries this machine lacks, unpacked into a private folder.
 * Nothing of the system changes and root is not needed: apt works on lists and a cache of its own.
 */
export async function fetchRedisFromApt(): Promise<{ server: string; libraryPath: string }> {
  const cache = join(cacheFolder(), 'redis')
  const folder = join(cache, await systemName())
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    await withFolderLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) await unpackInto(folder, cache)
    })
  }
  return { server: join(folder, 'usr/bin/redis-server'), libraryPath: await libraryPath(folder) }
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

/** Complete or absent: the folder appears by one rename, so a killed download leaves no half. */
async function unpackInto(folder: string, cache: string): Promise<void> {
  const work = await mkdtemp(join(cache, 'work-'))
  try {
    const config = await writeAptConfig(work)
    // A source of the system that is down or unsigned fails the update, yet the others may do.
    await run('apt-get', ['-c', config, '-qq', 'update']).catch(() => undefined)
    const install = ['install', '-y', '--download-only', '--no-install-recommends', 'redis-server']
    await run('apt-get', ['-c', config, '-qq', ...install])
    const root = join(work, 'root')
    const archives = join(work, 'cache/archives')
    for (const file of await readdir(archives)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), root])
    }
    await rename(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function writeAptConfig(work: string): Promise<string> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) {
    await mkdir(join(work, folder), { recursive: true })
  }
  const config = join(work, 'apt.conf')
  await writeFile(
    config,
    `Dir::State::Lists "${work}/lists";
Dir::Cache "${work}/cache";
Dir::Cache::archives "archives";
Debug::NoLocking "true";
APT::Sandbox::User "root";
// Container images hook their own clean-up of the system's cache in here.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`,
  )
  return config
}

async function libraryPath(folder: string): Promise<string> {
  const found: string[] = []
  for (const base of ['usr/lib', 'lib']) {
    const path = join(folder, base)
    if (!existsSync(path)) continue
    const triplets = (await readdir(path)).filter((name) => name.includes('-linux-'))
    found.push(...triplets.map((name) => join(path, name)))
  }
  return found.join(':')
}
