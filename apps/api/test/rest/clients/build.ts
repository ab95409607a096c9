import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@hey-api/openapi-ts'
import openapiTS, { astToString } from 'openapi-typescript'
import type { Document } from '../support/document.ts'
import type { At } from './at.ts'
import type { Case } from './cases.ts'
import { compile, createFolder } from './compile.ts'
import { HEY_API, OPENAPI_FETCH, printModule } from './print.ts'

/** What a printed module has after it is compiled. */
export interface Calls {
  calls: Record<string, (at: At) => Promise<unknown>>
  bodies: Record<string, (at: At) => unknown>
}

export interface BuiltClients extends AsyncDisposable {
  'openapi-fetch': Calls
  '@hey-api/openapi-ts': Calls
}

/** Clients generated from the document, and compiled with a module that makes these calls. */
export async function buildClients(
  document: Document,
  cases: readonly Case[],
): Promise<BuiltClients> {
  const folder = await createFolder(['openapi-fetch.ts', 'hey-api.ts'])
  const write = (name: string, text: string) => writeFile(join(folder, name), text)
  try {
    const text = JSON.stringify(document)
    await write('openapi.json', text)
    await write('schema.ts', astToString(await openapiTS(text)))
    await createClient({
      input: join(folder, 'openapi.json'),
      output: { path: join(folder, 'hey-api'), tsConfigPath: join(folder, 'tsconfig.json') },
      logs: { level: 'silent', file: false },
    })
    await write('openapi-fetch.ts', printModule(document, cases, OPENAPI_FETCH))
    await write('hey-api.ts', printModule(document, cases, HEY_API))
    await compile(folder)
    const load = (name: string) => import(pathToFileURL(join(folder, 'dist', name)).href)
    return {
      'openapi-fetch': await load('openapi-fetch.js'),
      '@hey-api/openapi-ts': await load('hey-api.js'),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    }
  } catch (error) {
    await rm(folder, { recursive: true })
    throw error
  }
}
