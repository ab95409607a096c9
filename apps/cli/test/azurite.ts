import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { yieldProcessor } from './yield-processor.ts'

const MAIN = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js')
/** The emulator's own account; see its documentation. */
const ACCOUNT = 'devstoreaccount1'
const KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export interface Azurite extends AsyncDisposable {
  url: string
  connectionString: string
  /** The place of a new container. */
  newPlace(): Promise<string>
}

/** Microsoft's emulator of Azure Storage, in memory. */
export async function startAzurite(...options: string[]): Promise<Azurite> {
  // It writes its settings into the folder that it runs in.
  const folder = mkdtempSync(join(tmpdir(), 'threadkeep-azurite-'))
  const args = ['--blobPort', '0', '--inMemoryPersistence', '--skipApiVersionCheck']
  const child = spawn(
    process.execPath,
    [MAIN, ...args, '--silent', '--disableTelemetry', ...options],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  yieldProcessor(child)
  const url = `${await announcedUrl(child)}/${ACCOUNT}`
  const connectionString = connectionStringOf(url)
  let containers = 0
  return {
    url,
    connectionString,
    async newPlace() {
      containers += 1
      const name = `container-${containers}`
      await BlobServiceClient.fromConnectionString(connectionString).createContainer(name)
      return `az://${name}/some/archive`
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const connectionStringOf = (url: string) =>
  `DefaultEndpointsProtocol=${new URL(url).protocol.slice(0, -1)};AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url};`

async function announcedUrl(child: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk)
    const [, url] = /successfully listens on (\S+)/.exec(said) ?? []
    if (url === undefined) continue
    child.stdout?.resume()
    return url
  }
  throw new Error(`Azurite does not start: ${said}`)
}
