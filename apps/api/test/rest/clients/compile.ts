import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Modules in here find the packages of this workspace. */
const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url))
const TSC = join(WORKSPACE, 'node_modules/typescript/bin/tsc')
const TSCONFIG = 'tsconfig.json'

/** Strict as this repository is, but for exactOptionalPropertyTypes, which hey-api's code is not. */
const SETTINGS = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    noEmit: false,
    exactOptionalPropertyTypes: false,
    skipLibCheck: false,
    customConditions: [],
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    rootDir: '.',
    outDir: 'dist',
  },
}

/** A folder for modules, which are compiled from these files into dist. */
export async function createFolder(files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(WORKSPACE, '.generated-'))
  await writeFile(join(folder, TSCONFIG), JSON.stringify({ ...SETTINGS, files }))
  return folder
}

export async function compile(folder: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [TSC, '-p', folder])
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? error.stdout : error
    throw new Error(`the code does not compile:\n${output}`, { cause: error })
  }
}
