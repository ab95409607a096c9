import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const MIRROR = 'http://deb.debian.org/debian'
/** Holds the keys of the neighbouring releases too, old and new. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * Unpacks a package into `folder`, by apt with lists, a cache and a state of its own. Without a
 * `release` the system's sources are asked, for what this machine lacks; with one that Debian
 * release alone is, for everything that the package needs down to libc.
 */
export async function downloadPackage(
  name: string,
  folder: string,
  cache: string,
  release?: string,
): Promise<void> {
  const work = await mkdtemp(join(cache, 'work-'))
  try {
    const config = await writeAptConfig(work, release)
    const update = run('apt-get', ['-c', config, '-qq', 'update'])
    // A source of the system that is down or unsigned fails the update, yet the others may do.
    await (release === undefined ? update.catch(() => undefined) : update)
    const install = ['install', '-y', '--download-only', '--no-install-recommends', name]
    await run('apt-get', ['-c', config, '-qq', ...install])
    const root = join(work, 'root')
    const archives = join(work, 'cache/archives')
    for (const file of await readdir(archives)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), root])
    }
    // Complete or absent: by one rename, so that a killed download leaves no half.
    await rename(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function writeAptConfig(work: string, release: string | undefined): Promise<string> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root', 'parts']) {
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
${release === undefined ? '' : await onlyRelease(work, release)}`,
  )
  return config
}

/** One source, and a machine that has nothing installed. */
async function onlyRelease(work: string, release: string): Promise<string> {
  const source = `deb [signed-by=${KEYRING}] ${MIRROR} ${release} main\n`
  await writeFile(join(work, 'sources.list'), source)
  await writeFile(join(work, 'status'), '')
  return `Dir::State::status "${work}/status";
Dir::Etc::SourceList "${work}/sources.list";
Dir::Etc::SourceParts "${work}/parts";
Acquire::Languages "none";
APT::Update::Error-Mode "any";
`
}
