import { createTest, expect } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { seed } from './support/seed.ts'
import { suspend } from './support/suspend.ts'
import { watchPlace } from './support/watch-place.ts'

/** Slow enough to be met in the middle. */
const test = createTest({ ECHO_DELAY_MS: '60' })

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

/** Another tab of the same browser, on the same conversation. */
async function openTab(chat: ChatPage): Promise<ChatPage> {
  const page = await chat.page.context().newPage()
  const tab = new ChatPage(page)
  await page.goto(chat.page.url())
  await tab.title.waitFor()
  return tab
}

/** Marks the document: gone after a reload. */
const mark = (chat: ChatPage) =>
  chat.page.evaluate(() => Object.assign(window, { sameDocument: true }))
const isMarked = (chat: ChatPage) => chat.page.evaluate(() => 'sameDocument' in window)

test('a reply is shown as it is written, and a reload in the middle of it goes on with it', async ({
  chat,
}) => {
  await chat.signIn('Ada', 'Contoso')
  await chat.start()
  await chat.send(LONG)
  await reads(chat, 'word3')
  const [, partial = ''] = await chat.texts()
  expect(REPLY.startsWith(partial)).toBe(true)
  expect(partial.length).toBeLessThan(REPLY.length)

  await chat.page.reload()
  await reads(chat, 'word5')
  await isWhole(chat)
  await chat.page.reload()
  await isWhole(chat)
})

test('two tabs show the same pieces, and stopping in one stops both', async ({ chat }) => {
  await chat.signIn('Grace', 'Contoso')
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

  await chat.page.reload()
  await chat.messages.nth(1).filter({ hasText: 'Stopped' }).waitFor()
  await chat.say('go on')
  await other.messages.filter({ hasText: 'You said: go on' }).waitFor()
})

test('the API restarts under the page: the reply goes on, in the same document', async ({
  app,
  chat,
}) => {
  await chat.signIn('Linus', 'Fabrikam')
  await chat.start()
  await mark(chat)
  await chat.send(LONG)
  await reads(chat, 'word3')
  await app.api.restart()
  // Another server takes the run over once the lease has ended, and asks the agent again.
  await expect.poll(() => chat.texts(), { timeout: 40_000 }).toEqual(WHOLE)
  await isWhole(chat)
  await chat.banner.waitFor({ state: 'detached' })
  expect(await isMarked(chat)).toBe(true)
})

test('a reply is followed while its end is in sight, and holds still for who reads further up', async ({
  openPage,
}) => {
  const chat = await openPage({ viewport: { width: 1000, height: 480 } })
  await chat.signIn('Grace', 'Contoso')
  await chat.start()
  const tall = Array.from({ length: 50 }, (_, index) => `${index}${'-tall'.repeat(8)}`).join(' ')
  await chat.send(tall)
  await reads(chat, '30-tall')
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const toEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)
  await expect.poll(toEnd).toBeLessThan(2)
  await log.evaluate((it) => it.scrollBy({ top: -150 }))
  const places = await watchPlace(chat.page, 'You said:')
  await reads(chat, '40-tall')
  await chat.stop.waitFor({ state: 'detached' })
  const seen = await places()
  // Its first line is out of sight.
  expect(seen[0]).toBeLessThan((await log.boundingBox())?.y ?? 0)
  expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)
})

test('what is newest stays in sight when the window shrinks, as it does below a banner', async ({
  openPage,
}) => {
  const chat = await openPage({ viewport: { width: 1000, height: 800 } })
  await chat.signIn('Linus', 'Fabrikam')
  await chat.start()
  for (const text of ['one', 'two', 'three']) await chat.say(text)
  const log = chat.page.getByRole('log', { name: 'Messages' })
  const toEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)
  for (const height of [500, 380]) {
    await chat.page.setViewportSize({ width: 1000, height })
    await expect.poll(toEnd).toBeLessThan(2)
  }
  await log.evaluate((it) => it.scrollTo({ top: 0 }))
  await chat.page.getByRole('button', { name: 'Jump to newest' }).waitFor()
  await chat.page.setViewportSize({ width: 1000, height: 360 })
  expect(await log.evaluate((it) => it.scrollTop)).toBe(0)
})

test('a laptop that slept catches up', async ({ app, browser, chat }) => {
  await chat.signIn('Ada', 'Fabrikam')
  await chat.start()
  await mark(chat)
  await chat.send(LONG)
  await reads(chat, 'word3')
  const [, partial = ''] = await chat.texts()
  const conversationId = new URL(chat.page.url()).pathname.split('/').at(-1) ?? ''
  const owner = { tenantId: 'fabrikam', userId: 'ada' }

  const wake = await suspend(browser)
  await seed(app.redis.url, owner, async (conversations) => {
    const asleep = { timeout: 20_000, interval: 100 }
    const newest = async () => (await conversations.runs(conversationId).newest())?.status
    await expect.poll(newest, asleep).toBe('completed')
    const content = { type: 'text', text: 'Good morning.' } as const
    await conversations.append(conversationId, { messages: [{ role: 'assistant', content }] })
  })
  wake()
  await expect.poll(() => chat.texts()).toEqual([...WHOLE, 'Good morning.'])
  await chat.stop.waitFor({ state: 'detached' })
  expect(partial.length).toBeLessThan(REPLY.length)
  expect(await isMarked(chat)).toBe(true)
})

test('a hidden page lets go of its connections, and catches up when it is seen again', async ({
  app,
  chat,
}) => {
  const watches = async () => {
    const metrics = await (await fetch(`${app.api.url}/metrics`)).text()
    return Number(/^threadkeep_watches_open (\d+)$/m.exec(metrics)?.[1])
  }
  const show = (state: DocumentVisibilityState) =>
    chat.page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await chat.signIn('Ada', 'Contoso')
  await chat.openEmpty()
  const other = await openTab(chat)
  await expect.poll(watches).toBe(4)
  await show('hidden')
  await expect.poll(watches).toBe(2)
  await other.say('unseen')
  await other.stop.waitFor({ state: 'detached' })
  expect(await chat.messages.count()).toBe(0)
  await show('visible')
  await expect.poll(() => chat.texts()).toEqual(['unseen', 'You said: unseen'])
  await expect.poll(watches).toBe(4)
})

test('what is written during a reply waits for its end', async ({ chat }) => {
  await chat.signIn('Linus', 'Fabrikam')
  await chat.start()
  await chat.send(LONG)
  await reads(chat, 'word3')
  await chat.send('next')
  await chat.messages.filter({ hasText: 'Waiting for the reply' }).waitFor()
  const all = [...WHOLE, 'next', 'You said: next']
  await expect.poll(() => chat.texts(), { timeout: 15_000 }).toEqual(all)
})

test('nothing is asked for again and again: what happens is told by the watches', async ({
  chat,
  openPage,
}) => {
  await chat.signIn('Ada', 'Contoso')
  await chat.start()
  await chat.say('here')
  const idle = await openPage()
  await idle.page.clock.install()
  await idle.page.goto(chat.page.url())
  await idle.signIn('Ada', 'Contoso')
  await idle.messages.nth(1).waitFor()
  const asked: string[] = []
  idle.page.on('request', (request) => {
    if (/conversation\.(get|list|messages)/.test(request.url())) asked.push(request.url())
  })
  for (let minute = 0; minute < 5; minute += 1) {
    await idle.page.clock.fastForward(60_000)
    await chat.say(`minute ${minute}`)
    await idle.messages.filter({ hasText: `You said: minute ${minute}` }).waitFor()
  }
  expect(asked).toEqual([])
})

test('a watch that the server failed is begun again, each time a little later', async ({
  chat,
  openPage,
}) => {
  const failed: string[] = []
  for (const pattern of [/conversation\.watch\?/, /conversation\.watchList/]) {
    await chat.page.route(
      pattern,
      (route) => {
        failed.push(route.request().url())
        return route.fulfill({ status: 500, json: { error: INTERNAL } })
      },
      { times: 2 },
    )
  }
  await chat.signIn('Grace', 'Contoso')
  await chat.openEmpty()
  await mark(chat)
  const other = await openPage()
  await other.page.goto(chat.page.url())
  await other.signIn('Grace', 'Contoso')
  await other.say('still there?')
  const said = ['still there?', 'You said: still there?']
  await expect.poll(() => chat.texts(), { timeout: 15_000 }).toEqual(said)
  await chat.row('You said: still there?').waitFor()
  expect(failed).toHaveLength(4)
  expect(await isMarked(chat)).toBe(true)
})

const INTERNAL = {
  code: -32603,
  message: 'Something went wrong on our side.',
  data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, reason: 'INTERNAL' },
}
