import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { countReads } from './support/count-reads.ts'
import { seed } from './support/seed.ts'
import { suspend } from './support/suspend.ts'
import { openTab } from './support/tabs.ts'
import { watchPlace } from './support/watch-place.ts'

const LONG = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
const REPLY = `You said: ${LONG}`
const WHOLE = [LONG, REPLY]

/** Until so much of the reply is shown, while it is still being written. */
async function reads(chat: ChatPage, word: string): Promise<void> {
  await chat.messages.filter({ hasText: 'You said:' }).filter({ hasText: word }).waitFor()
  expect(await chat.stop.count()).toBe(1)
}

async function isWhole(chat: ChatPage): Promise<void> {
  await chat.stop.waitFor({ state: 'detached' })
  await expect.poll(() => chat.texts()).toEqual(WHOLE)
}

test('a reply is shown as it is written, and a reload in the middle of it goes on with it', async ({
  app,
  chat,
}) => {
  app.model.holdAt('word3')
  await chat.start()
  await chat.send(LONG)
  await reads(chat, 'word3')
  const [, partial = ''] = await chat.texts()
  expect(REPLY.startsWith(partial)).toBe(true)
  expect(partial.length).toBeLessThan(REPLY.length)

  await chat.page.reload()
  await reads(chat, 'word3')
  app.model.holdAt('word5')
  await reads(chat, 'word5')
  app.model.goOn()
  await isWhole(chat)
  await chat.page.reload()
  await isWhole(chat)
})

test('two tabs show the same pieces, and stopping in one stops both', async ({ app, chat }) => {
  app.model.holdAt('word3')
  await chat.openEmpty()
  const other = await openTab(chat)
  await chat.send(LONG)
  await Promise.all([reads(chat, 'word3'), reads(other, 'word3')])

  await other.stop.click()
  for (const tab of [chat, other]) {
    await tab.messages.nth(1).filter({ hasText: 'Stopped' }).waitFor()
    await tab.stop.waitFor({ state: 'detached' })
  }
  const texts = await chat.texts()
  expect(await other.texts()).toEqual(texts)
  expect(texts).toHaveLength(2)
  expect(REPLY.startsWith(texts[1] ?? '?')).toBe(true)
  expect(texts[1]).toContain('word3')
  expect(texts[1]).not.toContain('word59')

  app.model.goOn()
  await chat.page.reload()
  await chat.messages.nth(1).filter({ hasText: 'Stopped' }).waitFor()
  await chat.say('go on')
  await other.messages.filter({ hasText: 'You said: go on' }).waitFor()
})

test('the API restarts under the page: the reply goes on, in the same document', async ({
  app,
  chat,
}) => {
  app.model.holdAt('word3')
  await chat.start()
  await chat.mark()
  await chat.send(LONG)
  await reads(chat, 'word3')
  const asked = countReads(chat.page)
  await app.api.restart()
  app.model.goOn()
  // Another server takes the run over once the lease has ended, and asks the agent again.
  await expect.poll(() => chat.texts(), { timeout: 40_000 }).toEqual(WHOLE)
  await isWhole(chat)
  await chat.banner.waitFor({ state: 'detached' })
  expect(await chat.isMarked()).toBe(true)
  expect(asked.messages).toBeLessThanOrEqual(3)
  expect(asked.lists).toBeLessThanOrEqual(2)
})

test('a reply is followed while its end is in sight, and holds still for who reads further up', async ({
  app,
  openPage,
}) => {
  const words = Array.from({ length: 50 }, (_, index) => `${index}${'-tall'.repeat(8)}`)
  const [met = '', further = ''] = [words[44], words[48]]
  app.model.holdAt(met)
  const chat = await openPage({ viewport: { width: 1000, height: 480 } })
  await chat.start()
  await chat.send(words.join(' '))
  await reads(chat, met)
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const toEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)
  await expect.poll(toEnd).toBeLessThan(2)
  await log.evaluate((it) => it.scrollBy({ top: -150 }))
  const places = await watchPlace(chat.page, 'You said:')
  app.model.holdAt(further)
  await reads(chat, further)
  app.model.goOn()
  await chat.stop.waitFor({ state: 'detached' })
  const seen = await places()
  // Its first line is out of sight.
  expect(seen[0]).toBeLessThan((await log.boundingBox())?.y ?? 0)
  expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)
})

test('a laptop that slept catches up', async ({ app, browser, chat, owner }) => {
  app.model.holdAt('word3')
  await chat.start()
  await chat.mark()
  await chat.send(LONG)
  await reads(chat, 'word3')
  const conversationId = new URL(chat.page.url()).pathname.split('/').at(-1) ?? ''

  const asked = countReads(chat.page)
  const wake = await suspend(browser)
  try {
    app.model.goOn()
    await seed(app.redis.url, owner, async (conversations) => {
      const asleep = { timeout: 20_000, interval: 100 }
      const newest = async () => (await conversations.runs(conversationId).newest())?.status
      await expect.poll(newest, asleep).toBe('completed')
      const content = { type: 'text', text: 'Good morning.' } as const
      await conversations.append(conversationId, { messages: [{ role: 'assistant', content }] })
    })
  } finally {
    wake()
  }
  await expect.poll(() => chat.texts()).toEqual([...WHOLE, 'Good morning.'])
  await chat.stop.waitFor({ state: 'detached' })
  expect(asked.messages).toBeLessThanOrEqual(3)
  expect(asked.lists).toBeLessThanOrEqual(2)
  expect(await chat.isMarked()).toBe(true)
})

test('what is written during a reply waits for its end', async ({ app, chat }) => {
  app.model.holdAt('word3')
  await chat.start()
  await chat.send(LONG)
  await reads(chat, 'word3')
  await chat.send('next')
  await chat.messages.filter({ hasText: 'Waiting for the reply' }).waitFor()
  app.model.goOn()
  const all = [...WHOLE, 'next', 'You said: next']
  await expect.poll(() => chat.texts(), { timeout: 15_000 }).toEqual(all)
})
