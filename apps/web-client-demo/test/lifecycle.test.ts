import type { Locator } from 'playwright-core'
import { expect, test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { createGate } from './support/gate.ts'
import { INTERNAL } from './support/internal-error.ts'

/** Ready to be sent by Enter. */
async function fillTitle(chat: ChatPage, title: string): Promise<Locator> {
  await chat.choose('Rename')
  const editor = chat.page.getByRole('textbox', { name: 'Title' })
  await editor.fill(title)
  return editor
}

test('renames, completes, reopens, archives and deletes a conversation', async ({ chat }) => {
  await chat.start()
  await chat.say('hello')

  await chat.title.getByRole('button').click()
  const editor = chat.page.getByRole('textbox', { name: 'Title' })
  await editor.fill('Greetings')
  await editor.press('Enter')
  await chat.row('Greetings').waitFor()

  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByText('This conversation is completed.').waitFor()
  expect(await chat.composer.count()).toBe(0)
  await chat.filter('Active')
  await chat.page.getByText('No active conversations').waitFor()
  await chat.filter('Completed')
  await chat.row('Greetings').waitFor()

  await chat.page.getByRole('button', { name: 'Reopen to write' }).click()
  await chat.page.getByText('Nothing completed yet').waitFor()
  await chat.say('again')

  await chat.choose('Archive')
  await chat.filter('Archived')
  await chat.row('Greetings').waitFor()

  await chat.page.reload()
  await chat.row('Greetings').waitFor()
  await chat.page.clock.install()
  await chat.choose('Delete')
  await chat.page.getByText('Nothing archived yet').waitFor()
  expect(new URL(chat.page.url()).pathname).toBe('/')
  await expect.poll(() => chat.isFocusIn('main')).toBe(true)
  await chat.page.getByRole('button', { name: 'Undo' }).click()
  await chat.row('Greetings').click()
  await chat.messages.nth(3).waitFor()

  await chat.choose('Delete')
  const deleted = chat.page.waitForResponse(/deleteMany/)
  await chat.page.clock.fastForward(5_000)
  await deleted
  await chat.page.goBack()
  await chat.page.getByText('There is no such conversation.').waitFor()
})

test('a title over the limit stays in the field, with what is wrong', async ({ chat }) => {
  await chat.start()
  await chat.say('hello')
  const editor = await fillTitle(chat, 'x'.repeat(201))
  await editor.press('Enter')
  await chat.page.getByText('A title must be at most 200 characters.').waitFor()
  expect(await editor.inputValue()).toHaveLength(201)
  await editor.press('Escape')
  const title = chat.page.getByRole('heading', { name: 'hello' }).getByRole('button')
  await expect.poll(() => title.evaluate((it) => it === document.activeElement)).toBe(true)
})

test('of two people renaming at once the later one is shown the newer title', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('hello')
  await chat.row('hello').first().waitFor()
  const other = await openPage({ at: chat.page.url() })
  const theirs = await fillTitle(other, 'Theirs')

  const ours = await fillTitle(chat, 'Ours')
  // The row shows the title before the server has it.
  const renamed = chat.page.waitForResponse(/conversation\.rename/)
  await ours.press('Enter')
  await renamed
  await chat.row('Ours').waitFor()

  await theirs.press('Enter')
  await other.page.getByText('Not renamed. Meanwhile it was named “Ours”.').first().waitFor()
  await other.page.getByRole('heading', { name: 'Ours' }).waitFor()
})

test('a rename that conflicts, and cannot find out with what, says that it failed', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('hello')
  const other = await openPage({ at: chat.page.url() })
  const editor = await fillTitle(other, 'Theirs')
  await chat.say('and another thing')
  await other.messages.nth(3).waitFor()
  await other.page.route(/conversation\.get\b/, (route) =>
    route.fulfill({ status: 500, json: [{ error: INTERNAL }] }),
  )

  await editor.press('Enter')
  await other.page
    .getByText(/^Not renamed\./)
    .first()
    .waitFor()
  await other.page.unroute(/conversation\.get\b/)
  await other.page.getByRole('button', { name: 'Try again' }).first().click()
  await chat.row('Theirs').waitFor()
})

test('messages that arrive meanwhile do not stand in the way of a rename', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('hello')
  const other = await openPage({ at: chat.page.url() })
  const editor = await fillTitle(other, 'Renamed')
  await chat.say('and another thing')

  await editor.press('Enter')
  await other.row('Renamed').waitFor()
  await chat.page.reload()
  await chat.row('Renamed').waitFor()
})

test('a rename wins over the suggested title that is not stored yet', async ({
  chat,
  openPage,
}) => {
  const naming = createGate()
  await chat.page.route(
    /conversation\.rename/,
    async (route) => {
      await naming.passed
      await route.continue()
    },
    { times: 1 },
  )
  await chat.start()
  await chat.say('hello')
  await chat.choose('Rename')
  const editor = chat.page.getByRole('textbox', { name: 'Title' })
  expect(await editor.inputValue()).toBe('hello')
  await editor.fill('Greetings')
  const other = await openPage({ at: chat.page.url() })
  await other.say('and another thing')
  const renamed = other.row('Greetings').waitFor()
  await editor.press('Enter')
  await renamed

  const rejected = chat.page.waitForResponse(/conversation\.rename/)
  naming.open()
  expect((await rejected).status()).toBe(409)
  await chat.page.reload()
  await chat.row('Greetings').waitFor()
})

test('what was done in another tab is seen in this one, which nobody touches', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('here')
  const idle = await openPage({ at: chat.page.url() })
  await idle.composer.fill('half a thought')
  await idle.messages.nth(1).waitFor()

  await chat.say('there')
  await idle.messages.filter({ hasText: 'You said: there' }).waitFor()
  expect(await idle.texts()).toEqual(['here', 'You said: here', 'there', 'You said: there'])
  await idle.row('You said: there').waitFor()
  expect(await idle.composer.inputValue()).toBe('half a thought')

  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByText('This conversation is completed.').waitFor()
  await idle.page.getByText('This conversation is completed.').waitFor()

  await chat.page.clock.install()
  await chat.choose('Delete')
  await chat.page.getByText('No conversation open').waitFor()
  await chat.page.clock.fastForward(5_000)
  await idle.page.getByText('There is no such conversation.').waitFor()
  await expect.poll(() => idle.row('here').count()).toBe(0)
})
