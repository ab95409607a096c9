import { randomUUID } from 'node:crypto'
import { createThreadkeepClient } from '@threadkeep/client'
import { startProxy } from '@threadkeep/store/testing'
import type { UIMessage } from 'ai'
import { chromium, type Page } from 'playwright-core'
import { afterAll, expect, inject, it } from 'vitest'
import { loadMessages } from '../src/index.ts'
import { PATIENCE, signToken, startApi } from './support/api-process.ts'
import { linesOf, withoutUserIds } from './support/connect.ts'
import { startPageServer } from './support/page-server.ts'
import { startScriptedAgent } from './support/scripted-agent.ts'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string
  }
}

const agent = await startScriptedAgent()
const api = await startApi(agent.variables)
const network = await startProxy({ port: Number(new URL(api.url).port) })
const token = await signToken({ tenantId: randomUUID(), userId: 'ada' })
const pages = await startPageServer(`http://127.0.0.1:${network.port}`, token)
const browser = await chromium.launch({
  executablePath: inject('chromium'),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
const client = createThreadkeepClient({ url: `${api.url}/trpc`, token })
afterAll(async () => {
  await browser.close()
  for (const each of [pages, network, api, agent]) await each[Symbol.asyncDispose]()
})

const newContext = () => browser.newContext({ baseURL: pages.url, reducedMotion: 'reduce' })

async function shownIn(page: Page): Promise<UIMessage[]> {
  return JSON.parse(
    (await page.getByTestId('messages').textContent({ timeout: PATIENCE.timeout })) ?? '',
  )
}

async function shows(page: Page, lines: string[]): Promise<void> {
  await expect.poll(async () => linesOf(await shownIn(page)), PATIENCE).toEqual(lines)
}

/** Nothing is being written, and what is shown is what is stored. */
async function showsWhatIsStored(page: Page, id: string, status = 'ready'): Promise<void> {
  await expect.poll(() => page.getByLabel('Status').textContent(), PATIENCE).toBe(status)
  const stored = withoutUserIds(await loadMessages(client, id))
  await expect.poll(async () => withoutUserIds(await shownIn(page)), PATIENCE).toEqual(stored)
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function write(page: Page, text: string, button = 'Send'): Promise<void> {
  await page.getByRole('textbox').fill(text)
  await press(page, button)
}

it('useChat streams, resumes, stops, regenerates and edits, and shows what is stored', async () => {
  const { id } = await client.conversation.start.mutate({})
  const context = await newContext()
  const page = await context.newPage()
  await page.goto(`?id=${id}`)
  await showsWhatIsStored(page, id)

  await write(page, 'Hello')
  const turn = await agent.nextTurn(id)
  await turn.say('One ')
  await shows(page, ['user: Hello', 'assistant: One '])

  await page.reload()
  await shows(page, ['user: Hello', 'assistant: One '])
  await turn.say('two ')
  await shows(page, ['user: Hello', 'assistant: One two '])
  const other = await context.newPage()
  await other.goto(`?id=${id}`)
  await shows(other, ['user: Hello', 'assistant: One two '])

  await network.stop()
  await turn.say('three ')
  await network.accept()
  for (const each of [page, other]) await shows(each, ['user: Hello', 'assistant: One two three '])

  await press(other, 'Stop')
  await turn.closed
  for (const each of [page, other]) await showsWhatIsStored(each, id)
  expect((await shownIn(page)).at(-1)?.metadata).toEqual({ finishReason: 'stopped' })

  await press(page, 'Regenerate')
  const again = await agent.nextTurn(id)
  await again.say('Uno')
  await again.end()
  await shows(page, ['user: Hello', 'assistant: Uno'])
  await showsWhatIsStored(page, id)

  await write(page, 'Ciao', 'Edit the first')
  const edited = await agent.nextTurn(id)
  expect(edited.content).toEqual({ type: 'text', text: 'Ciao' })
  await edited.say('Ciao!')
  await shows(page, ['user: Ciao', 'assistant: Ciao!'])
  await edited.end()
  await showsWhatIsStored(page, id)
  await other.reload()
  await showsWhatIsStored(other, id)
  await context.close()
})

it('a chat that is the component’s own is stopped with it, one that is kept goes on', async () => {
  const { id } = await client.conversation.start.mutate({})
  const context = await newContext()
  const page = await context.newPage()
  await page.goto(`?id=${id}`)
  await write(page, 'Own')
  const own = await agent.nextTurn(id)
  await own.say('Well')
  await shows(page, ['user: Own', 'assistant: Well'])
  await press(page, 'Show none')
  await own.closed
  await expect
    .poll(async () => (await loadMessages(client, id)).at(-1)?.metadata, PATIENCE)
    .toEqual({ finishReason: 'stopped' })

  await page.reload()
  await press(page, 'Show kept')
  await showsWhatIsStored(page, id)
  await write(page, 'Kept')
  const kept = await agent.nextTurn(id)
  await kept.say('Go ')
  await shows(page, ['user: Own', 'assistant: Well', 'user: Kept', 'assistant: Go '])
  await press(page, 'Show none')
  await kept.say('on')
  await kept.end()
  await press(page, 'Show kept')
  await shows(page, ['user: Own', 'assistant: Well', 'user: Kept', 'assistant: Go on'])
  await showsWhatIsStored(page, id)
  await context.close()
})

it('the example of the README is a chat', async () => {
  const context = await newContext()
  const page = await context.newPage()
  await page.goto('?example')
  await expect.poll(() => page.getByLabel('Status').textContent(), PATIENCE).toBe('ready')
  const { items } = await client.conversation.list.query({})
  const id = items.find(({ title }) => title === 'Travel plans')?.id ?? ''
  await write(page, 'Where to?')
  const turn = await agent.nextTurn(id)
  await turn.say('Rome')
  await turn.end()
  await shows(page, ['user: Where to?', 'assistant: Rome'])
  await showsWhatIsStored(page, id)
  await context.close()
})
