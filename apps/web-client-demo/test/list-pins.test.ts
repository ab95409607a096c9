import { expect, test } from './support/browser-test.ts'
import { seed } from './support/seed.ts'
import { chooseInRow, focusedText, seedSix, titles } from './support/six-rows.ts'
import { openTab } from './support/tabs.ts'

const SIX = ['one', 'two', 'three', 'four', 'five', 'six']

test('a pinned conversation is the first in every tab, and what else its metadata says is kept', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('six').first().waitFor()
  expect(await titles(chat)).toEqual(SIX)
  // Another client's change, made after this page has read the conversation.
  await chat.page.route(
    /conversation\.setMetadata/,
    async (route) => {
      await seed(app.redis.url, owner, async (conversations) => {
        const { items } = await conversations.list()
        const six = items.find(({ title }) => title === 'six')
        await conversations.update(six?.id ?? '', { metadata: { topic: 'hr' } })
      })
      await route.continue()
    },
    { times: 1 },
  )
  await chooseInRow(chat, 'six', 'Pin')
  const pinned = ['six', ...SIX.slice(0, 5)]
  await expect.poll(() => titles(chat)).toEqual(pinned)
  await chat.page.getByRole('heading', { name: 'Pinned' }).waitFor()
  await expect.poll(() => focusedText(chat.page)).toBe('Actions for six')

  await chat.row('one').click()
  const other = await openTab(chat)
  await expect.poll(() => titles(other)).toEqual(pinned)
  const stored = await seed(app.redis.url, owner, async (conversations) => {
    const { items } = await conversations.list()
    return items.find(({ title }) => title === 'six')?.metadata
  })
  expect(stored).toEqual({ topic: 'hr', pinned: true })

  await chooseInRow(other, 'six', 'Unpin')
  for (const tab of [chat, other]) {
    await tab.page.getByRole('heading', { name: 'Pinned' }).waitFor({ state: 'detached' })
  }
})

test('a pinned conversation that was seen once is shown before the list is loaded to it', async ({
  app,
  openPage,
  owner,
}) => {
  const MORE_THAN_A_PAGE = 110
  await seed(app.redis.url, owner, async (conversations) => {
    await conversations.start({ title: 'distant', metadata: { pinned: true } })
    for (let count = 0; count < MORE_THAN_A_PAGE; count++) {
      await conversations.start({ title: `near ${count}` })
    }
  })
  const chat = await openPage()
  await chat.row('near').first().waitFor()
  const heading = chat.page.getByRole('heading', { name: 'Pinned' })
  expect(await heading.count()).toBe(0)
  await chat.rows.first().press('End')
  await chat.page.keyboard.press('End')
  await chat.page.keyboard.press('Home')
  await heading.waitFor()
  await chat.page.reload()
  await heading.waitFor()
  expect((await titles(chat))[0]).toBe('distant')

  await chooseInRow(chat, 'distant', 'Unpin')
  await heading.waitFor({ state: 'detached' })
  await chat.page.reload()
  await chat.row('near').first().waitFor()
  expect(await heading.count()).toBe(0)
})
