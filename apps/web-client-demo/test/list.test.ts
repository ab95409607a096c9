import type { Owner } from '@threadkeep/shared'
import type { Locator, Page } from 'playwright-core'
import type { App } from './support/app.ts'
import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { type HeldTime, holdTime } from './support/hold-time.ts'
import { seed } from './support/seed.ts'

/** Six of them, the last one first in the list. */
async function seedSix({ redis }: App, owner: Owner): Promise<void> {
  await seed(redis.url, owner, async (conversations) => {
    for (const title of ['six', 'five', 'four', 'three', 'two', 'one']) {
      const { conversation } = await conversations.start({ title })
      const content = { type: 'text', text: `about ${title}` } as const
      await conversations.append(conversation.id, { messages: [{ role: 'user', content }] })
    }
  })
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      document.activeElement?.getAttribute('aria-label') ??
      document.activeElement?.textContent ??
      '',
  )
}

async function titles(chat: ChatPage): Promise<string[]> {
  const links = await chat.rows.all()
  return Promise.all(links.map(async (link) => (await link.getAttribute('title')) ?? ''))
}

/** The role of what is seen at the upper edge of an element. */
function seenAtTop(element: Locator): Promise<string | null | undefined> {
  return element.evaluate((it) => {
    const { x, y, width } = it.getBoundingClientRect()
    return document.elementFromPoint(x + width / 2, y + 1)?.getAttribute('role')
  })
}

async function deleteByKeyboard(chat: ChatPage, title: string, time: HeldTime): Promise<void> {
  const item = chat.page.getByRole('menuitem', { name: 'Delete' })
  await chat.list.getByRole('button', { name: `Actions for ${title}` }).press('Enter')
  await time.poll(() => item.count()).toBe(1)
  await item.press('Enter')
  await time.poll(() => item.count()).toBe(0)
}

test('many are chosen by the keyboard, completed, and that is undone', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('one').first().waitFor()
  await chat.page.getByRole('heading', { name: 'Today' }).waitFor()
  const { keyboard } = chat.page
  for (const [key, focused] of [
    ['j', /^one/],
    ['j', /^two/],
    ['x', /^two$/],
    ['j', /^three$/],
    ['k', /^two$/],
    ['ArrowDown', /^three$/],
    ['x', /^three$/],
    ['End', /^six$/],
    ['Space', /^six$/],
  ] as const) {
    await keyboard.press(key)
    await expect.poll(() => focusedText(chat.page)).toMatch(focused)
  }
  await chat.page.getByText('3 selected', { exact: true }).waitFor()
  const time = await holdTime(chat.page)
  const undo = chat.page.getByRole('button', { name: 'Undo' })
  await chat.page.getByRole('button', { name: 'Complete selected' }).click()
  await time.poll(() => undo.count()).toBe(1)
  await chat.page.getByText('3 conversations: completed.').waitFor()
  await time.poll(() => focusedText(chat.page)).toBe('Select conversations')
  await chat.filter('Completed')
  await time.poll(async () => (await titles(chat)).sort()).toEqual(['six', 'three', 'two'])
  await undo.press('Enter')
  await time.poll(() => chat.page.getByText('Nothing completed yet').count()).toBe(1)
  await chat.page.reload()
  const active = chat.page.getByRole('link', { name: 'Active' })
  await time.poll(() => active.count()).toBe(1)
  await active.click()
  await time.poll(async () => (await titles(chat)).length).toBe(6)
})

test('deleting waits five seconds, in which it can be undone', async ({ app, openPage, owner }) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('one').first().click()
  await chat.title.waitFor()
  const deleted: string[] = []
  chat.page.on('request', (request) => {
    if (request.url().includes('deleteMany')) deleted.push(request.url())
  })
  await chat.page.getByRole('button', { name: 'Select conversations' }).click()
  for (const title of ['one', 'four']) {
    await chat.page.getByRole('checkbox', { name: title, exact: true }).check()
  }
  const time = await holdTime(chat.page)
  const undo = chat.page.getByRole('button', { name: 'Undo' })
  await chat.page.getByRole('button', { name: 'Delete selected' }).click()
  await time.poll(() => chat.page.getByText('No conversation open').count()).toBe(1)
  await time.poll(() => titles(chat)).toEqual(['two', 'three', 'five', 'six'])
  await time.poll(() => undo.count()).toBe(1)
  await time.pass(4_000)
  await undo.press('Enter')
  await time.poll(() => titles(chat)).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
  await time.pass(10_000)
  await time.poll(() => undo.count()).toBe(0)
  expect(deleted).toEqual([])

  await deleteByKeyboard(chat, 'five', time)
  await time.poll(() => focusedText(chat.page)).toMatch(/^six/)
  await time.poll(() => undo.count()).toBe(1)
  // The pointer keeps the offer there.
  await undo.hover()
  await chat.page.locator('[data-sonner-toast][data-expanded=true]').waitFor()
  const done = chat.page.waitForResponse(/deleteMany/)
  await time.pass(5_000)
  await done
  await undo.press('Enter')
  await time.poll(() => chat.page.getByText('Too late to undo.').count()).toBe(1)
  const other = await openPage()
  await expect.poll(() => titles(other)).toEqual(['one', 'two', 'three', 'four', 'six'])
})

test('each of two deletions can be undone, and what says so covers no menu', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('five').waitFor()
  const time = await holdTime(chat.page)
  const undo = chat.page.getByRole('button', { name: 'Undo' })
  await deleteByKeyboard(chat, 'five', time)
  await deleteByKeyboard(chat, 'two', time)
  await time.poll(() => titles(chat)).toEqual(['one', 'three', 'four', 'six'])
  await time.poll(() => undo.count()).toBe(2)
  await chat.page.setViewportSize({ width: 390, height: 844 })
  await chat.row('one').press('Enter')
  await time.poll(() => chat.title.count()).toBe(1)
  await chat.page.getByRole('button', { name: 'More actions' }).press('Enter')
  const menu = chat.page.getByRole('menu')
  await time.poll(async () => (await menu.boundingBox())?.y).toBeGreaterThan(0)
  expect(await seenAtTop(menu)).toBe('menu')
  await chat.page.keyboard.press('Escape')
  await chat.page.setViewportSize({ width: 1280, height: 720 })
  await undo.first().press('Enter')
  await time.poll(() => undo.count()).toBe(1)
  await time.poll(() => titles(chat)).toEqual(['one', 'two', 'three', 'four', 'six'])
  await undo.press('Enter')
  await time.poll(() => titles(chat)).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
})

test('what waits to be deleted is deleted where the page goes away before', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const [chat, other] = [await openPage(), await openPage()]
  await expect.poll(async () => (await titles(other)).length).toBe(6)
  await chat.list.getByRole('button', { name: 'Actions for five' }).focus()
  await chat.page.keyboard.press('Enter')
  await chat.page.getByRole('menuitem', { name: 'Delete' }).click()
  await chat.page.getByRole('button', { name: 'Undo' }).waitFor()
  await chat.page.reload()
  await expect.poll(() => titles(other)).toEqual(['one', 'two', 'three', 'four', 'six'])
})

test('a row is renamed in its place, and the focus stays on it', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('two').first().waitFor()
  await chat.list.getByRole('button', { name: 'Actions for two' }).focus()
  await chat.page.keyboard.press('Enter')
  await chat.page.getByRole('menuitem', { name: 'Rename' }).click()
  const field = chat.list.getByRole('textbox', { name: 'Title' })
  await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true)
  await field.fill('second')
  await field.press('Enter')
  await chat.row('second').first().waitFor()
  await expect.poll(() => focusedText(chat.page)).toMatch(/^second/)
})

test('the list is narrowed as somebody types, and shortcuts lead there and back', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('one').first().waitFor()
  const { keyboard } = chat.page
  await keyboard.press('/')
  await keyboard.type('about f')
  await expect.poll(() => titles(chat)).toEqual(['four', 'five'])
  await keyboard.press('ArrowDown')
  await expect.poll(() => focusedText(chat.page)).toMatch(/^four/)
  await keyboard.press('Enter')
  await chat.title.filter({ hasText: 'four' }).waitFor()
  await expect.poll(() => focusedText(chat.page)).toBe('Message')
  // While somebody types, keys are text.
  await keyboard.type('/nj?')
  expect(await chat.composer.inputValue()).toBe('/nj?')
  await keyboard.press('Control+k')
  await expect.poll(() => focusedText(chat.page)).toBe('Filter conversations')
  await keyboard.type('nowhere')
  await chat.page.getByText('Nothing found').waitFor()
  await keyboard.press('Escape')
  await expect.poll(async () => (await titles(chat)).length).toBe(6)

  await chat.rows.first().focus()
  await keyboard.press('?')
  const help = chat.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await help.getByRole('checkbox', { name: 'Shortcuts of a single key' }).uncheck()
  await keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  await expect.poll(() => focusedText(chat.page)).toMatch(/^one/)
  await keyboard.press('/')
  await keyboard.press('j')
  expect(await focusedText(chat.page)).toMatch(/^one/)
})
