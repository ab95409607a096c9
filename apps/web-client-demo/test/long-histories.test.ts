import { expect, test } from './support/browser-test.ts'
import { countReads } from './support/count-reads.ts'
import { IS_LONG } from './support/forms.ts'
import { createGate } from './support/gate.ts'
import { agent, seed, seedConversation, user } from './support/seed.ts'
import { watchPlace } from './support/watch-place.ts'

const MAX_ROWS_IN_PAGE = 100
const PER_BATCH = 102
const BATCHES = IS_LONG ? 49 : 4
const MOTIONS = ['no-preference', 'reduce'] as const
const MESSAGES = IS_LONG ? 10_000 : 2_000

test('walks through thousands of conversations with few of them in the page', async ({
  app,
  openPage,
  owner,
}) => {
  await seed(app.redis.url, owner, async (conversations) => {
    await conversations.start({ title: 'The oldest one' })
    for (let batch = 1; batch <= BATCHES; batch += 1) {
      const titles = Array.from({ length: PER_BATCH }, (_, index) => `Number ${batch}.${index}`)
      await Promise.all(titles.map((title) => conversations.start({ title })))
    }
    await conversations.start({ title: 'The newest one' })
  })
  const chat = await openPage()
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
  expect(await oldest.locator('xpath=ancestor::li').getAttribute('aria-setsize')).toBe(
    String(BATCHES * PER_BATCH + 2),
  )

  await chat.page.keyboard.press('Home')
  await expect
    .poll(() => chat.row('The newest one').evaluate((it) => it === document.activeElement))
    .toBe(true)
}, 120_000)

test('more conversations can be loaded by a button too', async ({ app, openPage, owner }) => {
  await seed(app.redis.url, owner, async (conversations) => {
    for (let index = 0; index < 120; index += 1) await conversations.start({ title: `No ${index}` })
  })
  const chat = await openPage()
  // Nothing comes near the visible part: what is loaded, the button loaded.
  await chat.page.addInitScript(() => {
    window.IntersectionObserver = class extends IntersectionObserver {
      override observe() {}
    }
  })
  await chat.page.reload()
  await chat.row('No 119').waitFor()
  const more = chat.page.getByRole('button', { name: 'Load more' })
  await more.focus()
  await chat.page.keyboard.press('Enter')
  await more.waitFor({ state: 'detached' })
  await chat.rows.last().focus()
  await chat.page.keyboard.press('End')
  await chat.row('No 0now').waitFor()
})

test('opens thousands of messages at their end, by one page, and older ones come as one scrolls', async ({
  app,
  openPage,
  owner,
}) => {
  const messages = Array.from({ length: MESSAGES }, (_, index) => user(`message ${index + 1}.`))
  const at = await seedConversation(app.redis.url, owner, 'A long one', messages)
  const chat = await openPage()
  const pagesRead: string[] = []
  chat.page.on('request', (request) => {
    if (request.url().includes('conversation.messages')) pagesRead.push(request.url())
  })
  await chat.page.goto(at)
  await chat.messages.filter({ hasText: `message ${MESSAGES}.` }).waitFor()
  await chat.page.getByText(`${MESSAGES.toLocaleString('en')} messages`).waitFor()
  expect((await chat.texts()).at(-1)).toBe(`message ${MESSAGES}.`)
  expect(pagesRead).toHaveLength(1)

  const log = chat.page.getByRole('log', { name: 'Messages' })
  const mayRespond = createGate()
  await chat.page.route(/beforeSeq/, async (route) => {
    await mayRespond.passed
    await route.continue()
  })
  await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
  const reading = chat.messages.filter({ hasText: `message ${MESSAGES - 47}.` })
  await reading.waitFor()
  const places = await watchPlace(chat.page, `message ${MESSAGES - 47}.`)
  mayRespond.open()
  await chat.messages.filter({ hasText: `message ${MESSAGES - 51}.` }).waitFor()
  await expect.poll(() => log.evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(1_000)
  const seen = await places()
  expect(seen.length).toBeGreaterThan(1)
  expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)

  async function scrollUp(pages: number) {
    for (let page = 0; page < pages; page += 1) {
      const read = chat.page.waitForResponse(/beforeSeq/)
      await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
      await read
    }
  }
  // Far up, and away for a moment: the page is not read again, and holds few elements.
  await scrollUp(12)
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
  await chat.messages.filter({ hasText: `message ${MESSAGES}.` }).waitFor()

  // Far up, and a visit elsewhere: it opens at its end, without all that is between.
  await scrollUp(12)
  const reads = countReads(chat.page)
  await chat.row('Meanwhile').click()
  await chat.page.getByText('Nothing said yet').waitFor()
  await chat.page.goBack()
  await chat.messages.filter({ hasText: `message ${MESSAGES}.` }).waitFor()
  expect(reads.messages).toBeLessThanOrEqual(3)
  expect(reads.lists).toBeLessThanOrEqual(2)
})

// Without motion is how every other test is run.
for (const reducedMotion of IS_LONG ? MOTIONS : MOTIONS.slice(0, 1)) {
  test(`what is read at the very top stays there as older messages load, with motion: ${reducedMotion}`, async ({
    app,
    openPage,
    owner,
  }) => {
    const messages = Array.from({ length: 200 }, (_, index) => {
      const text = `number ${index + 1}. ${'words '.repeat((index * 37) % 200)}`
      return index % 2 === 0 ? user(text) : agent(text)
    })
    const at = await seedConversation(app.redis.url, owner, 'Uneven', messages)
    const chat = await openPage({ reducedMotion, at })
    await chat.messages.filter({ hasText: 'number 200.' }).waitFor()
    const log = chat.page.getByRole('log', { name: 'Messages' })
    for (const first of [151, 101, 51]) {
      const mayRespond = createGate()
      await chat.page.route(
        new RegExp(`beforeSeq%22%3A${first}`),
        async (route) => {
          await mayRespond.passed
          await route.continue()
        },
        { times: 1 },
      )
      await log.evaluate((scroller) => scroller.scrollTo({ top: 0 }))
      const reading = `number ${first + 1}.`
      await chat.messages.filter({ hasText: reading }).waitFor()
      await expect.poll(() => log.evaluate((scroller) => scroller.scrollTop)).toBe(0)
      const places = await watchPlace(chat.page, reading)
      mayRespond.open()
      await chat.messages.filter({ hasText: `number ${first - 2}.` }).waitFor()
      const seen = await places()
      expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1)
    }
  })
}
