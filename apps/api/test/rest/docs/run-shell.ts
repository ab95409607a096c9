import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const CURL = fileURLToPath(new URL('./curl.mjs', import.meta.url))
const TOOLS = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))

/**
 * What a shell script of the docs prints. Ends with an error where one of its commands does. Tools
 * that it runs by npx are those that are installed.
 */
export async function runShell(
  script: string,
  { cwd, variables = {} }: { cwd?: string; variables?: Record<string, string> } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'))
  try {
    await symlink(CURL, join(folder, 'curl'))
    const path = [folder, TOOLS, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
    const installed = script.replaceAll(/^npx /gm, '')
    const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', installed], {
      cwd,
      env: { PATH: path, ...variables },
    })
    return stdout
  } finally {
    await rm(folder, { recursive: true })
  }
}
