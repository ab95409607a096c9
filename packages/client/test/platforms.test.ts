import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startApi } from './support/api-process.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const SCRIPT = fileURLToPath(new URL('support/without-globals.mjs', import.meta.url))
const run = promisify(execFile)

const NEWER_SIGNALS = ['AbortSignal.any', 'AbortSignal.timeout', 'AbortSignal.reason']
const PLATFORMS = {
  'Node 20': [],
  'browsers without newer signals': [...NEWER_SIGNALS, 'Buffer'],
  workers: [
    'window',
    'document',
    'navigator',
    'localStorage',
    'XMLHttpRequest',
    'Buffer',
    'process',
  ],
  'React Native': [
    ...NEWER_SIGNALS,
    'Buffer',
    'crypto',
    'structuredClone',
    'TextDecoder',
    'TextDecoderStream',
    'TextEncoder',
    'TransformStream',
    'WritableStream',
    'DOMException',
    'FinalizationRegistry',
    'URL',
    'URLSearchParams',
    'Event',
    'EventTarget',
    'ReadableStream',
    'Blob',
    'FormData',
    'MessageChannel',
    'queueMicrotask',
    'process',
    'WeakRef',
  ],
}

test.each(Object.entries(PLATFORMS))('the client works as on %s', async (_platform, missing) => {
  await using api = await startApi()
  const token = await signToken(newOwner())
  const { stdout } = await run(process.execPath, [SCRIPT, api.url, token, JSON.stringify(missing)])
  expect(JSON.parse(stdout)).toEqual({
    messages: [2, 2],
    aborted: 'AbortError',
    absent: 'UNREACHABLE',
  })
})
