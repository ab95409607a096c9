import { expect, test } from './support/browser-test.ts'
import { holdTime } from './support/hold-time.ts'
import { chooseInRow, focusedText, seedSix, titles } from './support/six-rows.ts'

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

test('a row is renamed in its place, and the focus stays on it', async ({
  app,
  openPage,
  owner,
}) => {
  await seedSix(app, owner)
  const chat = await openPage()
  await chat.row('two').first().waitFor()
  await chooseInRow(chat, 'two', 'Rename')
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
