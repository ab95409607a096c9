import type { Locator } from 'playwright-core'
import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { type HeldTime, holdTime } from './support/hold-time.ts'
import { chooseInRow, focusedText, seedSix, titles } from './support/six-rows.ts'

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
  await chooseInRow(chat, 'five', 'Delete')
  await chat.page.getByRole('button', { name: 'Undo' }).waitFor()
  await chat.page.reload()
  await expect.poll(() => titles(other)).toEqual(['one', 'two', 'three', 'four', 'six'])
})
