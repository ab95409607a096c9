import type { NewMessage } from '@threadkeep/shared'
import { expect, test } from './support/browser-test.ts'
import { createGate } from './support/gate.ts'
import { seed } from './support/seed.ts'
import { watchPlace } from './support/watch-place.ts'

const MAX_ROWS_IN_PAGE = 100

test('walks through 5,000 conversations with few of them in the page', async ({ app, chat }) => {
  const owner = { tenantId: 'contoso', userId: 'ada' }
  await seed(app.redis.url, owner, async (conversations) => {
    await conversations.start({ title: 'The oldest one' })
    for (let batch = 1; batch <= 49; batch += 1) {
      const titles = Array.from({ length: 102 }, (_, index) => `Number ${batch}.${index}`)
      await Promise.all(titles.map((title) => conversations.start({ title })))
    }
    await conversations.start({ title: 'The newest one' })
  })
  await chat.signIn('Ada', 'Contoso')
  await chat.row('The newest one').focus()
  const oldest = chat.row('The oldest one')
  let mostRows = 0
  // End goes to the last one loaded, which brings the next page in.
  await expect
    .poll(
      async () => {
        await chat.page.keyboard.press('End')
        mostRows = Math.max(mostRows, await chat.rows.count())
        return oldest.count()
      },
      { timeout: 100_000, interval: 20 },
    )
    .toBe(1)
  await expect.poll(() => oldest.evaluate((it) => it === document.activeElement)).toBe(true)
  expect(mostRows).toBeLessThanOrEqual(MAX_ROWS_IN_PAGE)
  expect(await oldest.locator('xpath=ancestor::li').getAttribute('aria-setsize')).toBe('5000')

  await chat.page.keyboard.press('Home')
  await expect
    .poll(() => chat.row('The newest one').evaluate((it) => it === document.activeElement))
    .toBe(true)
}, 120_000)

test('more conversations can be loaded by a button too', async ({ app, chat }) => {
  const owner = { tenantId: 'contoso', userId: 'grace' }
  await seed(app.redis.url, owner, async (conversations) => {
    for (let index = 0; index < 120; index += 1) await conversations.start({ title: `No ${index}` })
  })
  // Nothing comes near the visible part: what is loaded, the button loaded.
  await chat.page.addInitScript(() => {
    window.IntersectionObserver = class extends IntersectionObserver {
      override observe() {}
    }
  })
  await chat.page.reload()
  await chat.signIn('Grace', 'Contoso')
  await chat.row('No 119').waitFor()
  const more = chat.page.getByRole('button', { name: 'Load more' })
  await more.focus()
  await chat.page.keyboard.press('Enter')
  await more.waitFor({ state: 'detached' })
  await chat.rows.last().focus()
  await chat.page.keyboard.press('End')
  await chat.row('No 0now').waitFor()
})

test('opens 10,000 messages at their end, by one page, and older ones come as one scrolls', async ({
  app,
  chat,
}) => {
  const owner = { tenantId: 'fabrikam', userId: 'linus' }
  await seed(app.redis.url, owner, async (conversations) => {
    const { conversation } = await conversations.start({ title: 'A long one' })
    for (let first = 1; first <= 10_000; first += 50) {
      const messages = Array.from({ length: 50 }, (_, index): NewMessage => {
        return { role: 'user', content: { type: 'text', text: `message ${first + index}` } }
      })
      await conversations.append(conversation.id, { messages })
    }
  })
  await chat.signIn('Linus', 'Fabrikam')
  const pagesRead: string[] = []
  chat.page.on('request', (request) => {
    if (request.url().includes('conversation.messages')) pagesRead.push(request.url())
  })
  await chat.row('A long one').click()
  await chat.messages.filter({ hasText: 'message 10000' }).waitFor()
  await chat.page.getByText('10,000 messages').waitFor()
  expect((await chat.texts()).at(-1)).toBe('message 10000')
  expect(pagesRead).toHaveLength(1)

  const log = chat.page.getByRole('log', { name: 'Messages' })
  const mayAnswer = createGate()
  await chat.page.route(/beforeSeq/, async (route) => {
    await mayAnswer.passed
    await route.continue()
  })
  await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
  const reading = chat.messages.filter({ hasText: 'message 9953' })
  await reading.waitFor()
  const places = await watchPlace(chat.page, 'message 9953')
  mayAnswer.open()
  await chat.messages.filter({ hasText: 'message 9949' }).waitFor()
  await expect.poll(() => log.evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(1_000)
  const seen = await places()
  expect(seen.length).toBeGreaterThan(1)
  expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)

  // Far up, and away for a moment: the page is not read again, and holds few elements.
  for (let page = 0; page < 12; page += 1) {
    const read = chat.page.waitForResponse(/beforeSeq/)
    await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
    await read
  }
  expect(await chat.page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_500)
  pagesRead.length = 0
  const listed: string[] = []
  chat.page.on('request', (request) => {
    if (request.url().includes('conversation.list')) listed.push(request.url())
  })
  await chat.page.context().setOffline(true)
  await chat.page.getByText('You are offline.').waitFor()
  await seed(app.redis.url, owner, async (conversations) => {
    await conversations.start({ title: 'Meanwhile' })
  })
  await chat.page.context().setOffline(false)
  await chat.page.getByText('You are offline.').waitFor({ state: 'detached' })
  await chat.row('Meanwhile').waitFor()
  expect(listed).toEqual([])
  expect(pagesRead).toEqual([])

  await chat.page.getByRole('button', { name: 'New messages' }).click()
  await chat.messages.filter({ hasText: 'message 10000' }).waitFor()
})

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test(`what is read at the very top stays there as older messages load, with motion: ${reducedMotion}`, async ({
    app,
    openPage,
  }) => {
    const owner = { tenantId: 'contoso', userId: 'grace' }
    const title = `Uneven, ${reducedMotion}`
    await seed(app.redis.url, owner, async (conversations) => {
      const { conversation } = await conversations.start({ title })
      const messages = Array.from({ length: 200 }, (_, index): NewMessage => {
        const text = `number ${index + 1}. ${'words '.repeat((index * 37) % 200)}`
        return { role: index % 2 === 0 ? 'user' : 'assistant', content: { type: 'text', text } }
      })
      for (let at = 0; at < messages.length; at += 50) {
        await conversations.append(conversation.id, { messages: messages.slice(at, at + 50) })
      }
    })
    const chat = await openPage({ reducedMotion })
    await chat.signIn('Grace', 'Contoso')
    await chat.row(title).click()
    await chat.messages.filter({ hasText: 'number 200.' }).waitFor()
    const log = chat.page.getByRole('log', { name: 'Messages' })
    for (const first of [151, 101, 51]) {
      const mayAnswer = createGate()
      await chat.page.route(
        new RegExp(`beforeSeq%22%3A${first}`),
        async (route) => {
          await mayAnswer.passed
          await route.continue()
        },
        { times: 1 },
      )
      await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
      const reading = `number ${first + 1}.`
      await chat.messages.filter({ hasText: reading }).waitFor()
      await expect.poll(() => log.evaluate((scroller) => scroller.scrollTop)).toBe(0)
      const places = await watchPlace(chat.page, reading)
      mayAnswer.open()
      await chat.messages.filter({ hasText: `number ${first - 2}.` }).waitFor()
      const seen = await places()
      expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)
    }
  })
}
