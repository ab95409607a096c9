import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The headless shell first: the same engine without a desktop browser around it, in half the time. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium-browser',
  'chrome',
]
/** Debian's packages, of which older releases have the last one only. */
const PACKAGES = ['chromium-headless-shell', 'chromium']
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome']
const USUAL_PROGRAMS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser that the tests drive: the one given, one installed, or as root one installed now. */
export function obtainChromium(): string {
  const given = process.env['TEST_CHROMIUM']
  if (given) {
    if (isExecutable(given)) return given
    throw new Error(`TEST_CHROMIUM names ${given}, which cannot be executed.`)
  }
  return findChromium() ?? installChromium()
}

function findChromium(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...USUAL_FOLDERS]
  const programs = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...programs, ...USUAL_PROGRAMS].find(isExecutable)
}

function installChromium(): string {
  const isRoot = process.getuid?.() === 0
  if (isRoot && ['/usr/bin/apt-get', '/bin/apt-get'].some(isExecutable)) {
    const apt = (...args: string[]) =>
      execFileSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('-q', 'update')
    const name = PACKAGES.find(isInArchive)
    // Something else may be installing just now.
    const patience = ['-o', 'DPkg::Lock::Timeout=300']
    if (name) apt('-q', 'install', '-y', '--no-install-recommends', ...patience, name)
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error(
    'The browser tests need Chromium or Chrome, and none was found. Install one (on Debian: ' +
      'apt-get install chromium), or name its program in TEST_CHROMIUM.',
  )
}

function isInArchive(name: string): boolean {
  const { stdout } = spawnSync('apt-cache', ['--quiet', 'policy', name], { encoding: 'utf8' })
  return /Candidate: \d/.test(stdout)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
