import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { INTERNAL } from './support/internal-error.ts'
import { seedConversation } from './support/seed.ts'
import { openTab } from './support/tabs.ts'

const LONG = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ')

function isFocused(chat: ChatPage, name: string): Promise<boolean> {
  const element = chat.page.getByRole('textbox', { name, exact: true })
  return element.evaluate((it) => it === document.activeElement)
}

test('a message edited in one tab disappears in the other', async ({ chat }) => {
  await chat.start()
  await chat.say('one')
  await chat.say('two')
  const other = await openTab(chat)
  await other.messages.nth(3).waitFor()

  await chat.messages.nth(0).getByRole('button', { name: 'Edit message' }).click()
  await chat.page.getByText('The 3 messages below are removed.').waitFor()
  await chat.page.getByRole('textbox', { name: 'New text' }).fill('three')
  await chat.page.getByRole('textbox', { name: 'New text' }).press('Enter')
  await expect.poll(() => isFocused(chat, 'Message')).toBe(true)
  for (const tab of [chat, other]) {
    await expect.poll(() => tab.texts()).toEqual(['three', 'You said: three'])
  }
  await chat.page.reload()
  await expect.poll(() => chat.texts()).toEqual(['three', 'You said: three'])
  await chat.say('four')
  const all = ['three', 'You said: three', 'four', 'You said: four']
  await expect.poll(() => other.texts()).toEqual(all)
})

test('the keyboard edits a message, and leaves it as it was', async ({ chat }) => {
  await chat.start()
  await chat.say('one')
  const edit = chat.messages.nth(0).getByRole('button', { name: 'Edit message' })
  await edit.focus()
  await edit.press('Enter')
  await expect.poll(() => isFocused(chat, 'New text')).toBe(true)
  const field = chat.page.getByRole('textbox', { name: 'New text' })
  expect(await field.inputValue()).toBe('one')
  await field.press('Escape')
  await expect.poll(() => edit.evaluate((it) => it === document.activeElement)).toBe(true)
  expect(await chat.texts()).toEqual(['one', 'You said: one'])

  // What was written outlives a visit elsewhere.
  await edit.press('Enter')
  await field.fill('half a thought')
  await chat.page.reload()
  await edit.click()
  expect(await field.inputValue()).toBe('half a thought')
  await chat.page.route(/conversation\.edit/, (route) =>
    route.fulfill({ status: 500, json: [{ error: INTERNAL }] }),
  )
  await field.press('Enter')
  await chat.page.getByText('Not sent. Something went wrong on our side.').waitFor()
  expect(await field.inputValue()).toBe('half a thought')
  await chat.page.unroute(/conversation\.edit/)
  await field.press('Enter')
  await expect.poll(() => chat.texts()).toEqual(['half a thought', 'You said: half a thought'])
})

test('what is written for a message that another browser replaces goes to the composer', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('one')
  const other = await openPage({ at: chat.page.url() })
  for (const [tab, text] of [
    [chat, 'mine'],
    [other, 'theirs'],
  ] as const) {
    await tab.messages.nth(0).getByRole('button', { name: 'Edit message' }).click()
    await tab.page.getByRole('textbox', { name: 'New text' }).fill(text)
  }
  await other.page.getByRole('textbox', { name: 'New text' }).press('Enter')
  await chat.page.getByText(/Your text is in the composer/).waitFor()
  await expect.poll(() => chat.texts()).toEqual(['theirs', 'You said: theirs'])
  expect(await chat.composer.inputValue()).toBe('mine')
})

test('a stopped reply is written anew from its beginning, in both tabs', async ({ app, chat }) => {
  app.model.holdAt('word3')
  await chat.openEmpty()
  const other = await openTab(chat)
  await chat.send(LONG)
  await chat.messages.filter({ hasText: 'word3' }).nth(1).waitFor()
  await chat.stop.click()
  const stopped = chat.messages.nth(1).filter({ hasText: 'Stopped' })
  await stopped.getByRole('button', { name: 'Regenerate the reply' }).click()
  await expect.poll(() => isFocused(chat, 'Message')).toBe(true)
  for (const tab of [chat, other]) {
    await tab.stop.waitFor()
    await tab.messages.nth(1).filter({ hasText: 'word3' }).waitFor()
    expect(await tab.page.getByRole('button', { name: 'Regenerate the reply' }).count()).toBe(0)
  }
  app.model.goOn()
  for (const tab of [chat, other]) {
    await tab.stop.waitFor({ state: 'detached' })
    await expect.poll(() => tab.texts()).toEqual([LONG, `You said: ${LONG}`])
  }
})

test('an interrupted reply can be continued, with its words kept', async ({
  app,
  openPage,
  owner,
}) => {
  const at = await seedConversation(app.redis.url, owner, 'Cut short', [
    { role: 'user', content: { type: 'text', text: 'Where?' } },
    {
      role: 'assistant',
      content: { type: 'text', text: 'It is' },
      metadata: { finishReason: 'interrupted' },
    },
  ])
  const chat = await openPage({ at })
  await chat.messages.nth(1).getByRole('button', { name: 'Continue' }).click()
  const all = ['Where?', 'It is', 'Continue.', 'You said: Continue.']
  await expect.poll(() => chat.texts()).toEqual(all)
  expect(await chat.page.getByRole('button', { name: 'Continue' }).count()).toBe(0)
})

test('a message’s text is removed for good, and the focus is not lost', async ({ chat }) => {
  await chat.start()
  await chat.say('my password is secret')
  const other = await openTab(chat)
  const message = chat.messages.nth(0)
  const remove = message.getByRole('button', { name: 'Remove text' })
  await remove.click()
  await chat.page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => remove.evaluate((it) => it === document.activeElement)).toBe(true)
  await remove.click()
  await chat.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  for (const tab of [chat, other]) {
    await tab.messages.nth(0).filter({ hasText: 'This message was removed.' }).waitFor()
    expect(await tab.messages.nth(1).textContent()).toContain('my password is secret')
  }
  expect(await remove.count()).toBe(0)
  await expect.poll(() => isFocused(chat, 'Message')).toBe(true)
})

test('a message is copied as it was written', async ({ openPage }) => {
  const chat = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  await chat.start()
  await chat.send('*one* `two`')
  await chat.messages.nth(1).getByRole('button', { name: 'Copy message' }).click()
  await chat.messages.nth(1).getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await chat.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe('You said: *one* `two`')
})
