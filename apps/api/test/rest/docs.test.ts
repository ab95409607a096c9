import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { DEV_AUTH, startApi } from '../support/api.ts'
import { compile, createFolder } from './clients/compile.ts'
import { runShell } from './docs/run-shell.ts'
import { JSON_TYPE } from './support/requests.ts'

/* What docs/rest.md and the README show is run as it stands there. */

const api = await startApi({ auth: DEV_AUTH })
afterAll(() => api[Symbol.asyncDispose]())

function block(page: string, language: string, about: RegExp): string {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)]
  const found = blocks.find(([, name, code = '']) => name === language && about.test(code))
  if (found?.[2] === undefined) throw new Error(`${page} has no ${language} about ${about}`)
  return found[2].replaceAll('http://127.0.0.1:3000', api.url)
}

async function devToken(userId: string): Promise<string> {
  const body = JSON.stringify({ tenantId: 'contoso', userId })
  const response = await api.request('/dev/token', { method: 'POST', headers: JSON_TYPE, body })
  return JSON.parse(await response.text()).token
}

test('docs/rest.md: a conversation by curl', async () => {
  const output = await runShell(block('docs/rest.md', 'sh', /chat\/send/))
  const [, sent = '', page = ''] = /^(\{.*\})(\{"items".*\})$/s.exec(output) ?? []
  expect(JSON.parse(sent)).toMatchObject({
    conversation: { title: 'Travel plans', tenantId: 'contoso', userId: 'ada' },
    message: { content: { text: 'Where to?' } },
  })
  expect(JSON.parse(page).items).toMatchObject([
    { content: { text: 'Where to?' } },
    { content: { text: 'You said: Where to?' } },
  ])
})

test('docs/rest.md: what an error looks like', async () => {
  const shown = JSON.parse(block('docs/rest.md', 'json', /"error"/))
  const response = await api.request('/api/chat/start', {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: `Bearer ${await devToken('ada')}` },
    body: JSON.stringify({ [shown.error.issues[0].path]: 'x' }),
  })
  const { error } = JSON.parse(await response.text())
  expect({ error: { ...error, requestId: shown.error.requestId } }).toEqual(shown)
})

test('docs/rest.md: a client is generated, compiles, and starts a conversation', async () => {
  const folder = await createFolder(['snippet.ts'])
  try {
    await runShell(block('docs/rest.md', 'sh', /openapi-typescript/), { cwd: folder })
    const snippet = block('docs/rest.md', 'ts', /openapi-fetch/)
    await writeFile(
      join(folder, 'snippet.ts'),
      `${snippet}\ndeclare const process: { env: { TOKEN: string } }`,
    )
    await compile(folder)
    // The user of the curl example: a reader who runs both has one user and all of their keys.
    const token = await devToken('ada')
    vi.stubEnv('TOKEN', token)
    await import(pathToFileURL(join(folder, 'dist/snippet.js')).href)
    const listed = await api.request('/api/chat/list-conversations', {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${token}` },
      body: '{}',
    })
    const { items } = JSON.parse(await listed.text())
    const started = { title: 'Travel plans', metadata: { nights: 7 } }
    expect(items).toContainEqual(expect.objectContaining(started))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('README.md: a conversation is started by curl, with a token for development', async () => {
  const output = await runShell(block('README.md', 'sh', /chat\/start/))
  expect(JSON.parse(output)).toMatchObject({ title: 'Travel plans', userId: 'ada' })
})
