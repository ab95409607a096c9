import { expect, test } from './support/browser-test.ts'

test('starts a conversation, sends, reads the reply and finds it in the list', async ({ chat }) => {
  await chat.signIn('Ada', 'Contoso')
  await chat.page.getByText('No conversations yet').waitFor()
  await chat.start()
  await expect.poll(() => chat.composer.evaluate((it) => it === document.activeElement)).toBe(true)

  await chat.say('Plan the offsite')
  expect(await chat.texts()).toEqual(['Plan the offsite', 'You said: Plan the offsite'])
  await chat.row('Plan the offsite').filter({ hasText: 'You said: Plan the offsite' }).waitFor()
  await chat.page.getByRole('heading', { name: 'Plan the offsite' }).waitFor()

  await chat.page.reload()
  await chat.messages.nth(1).waitFor()
  expect(await chat.texts()).toEqual(['Plan the offsite', 'You said: Plan the offsite'])
})

test('Enter sends, Shift+Enter starts a new line, and drafts stay with their conversation', async ({
  chat,
}) => {
  await chat.signIn('Grace', 'Contoso')
  await chat.start()
  await chat.composer.fill('one')
  await chat.composer.press('Shift+Enter')
  await chat.composer.pressSequentially('two')
  await chat.composer.press('Enter')
  await chat.messages.nth(1).waitFor()
  expect((await chat.texts())[0]).toBe('one\ntwo')
  expect(await chat.composer.inputValue()).toBe('')

  await chat.composer.fill('half a thought')
  await chat.start()
  expect(await chat.composer.inputValue()).toBe('')
  await chat.page.goBack()
  await expect.poll(() => chat.composer.inputValue()).toBe('half a thought')
  await chat.page.reload()
  await expect.poll(() => chat.composer.inputValue()).toBe('half a thought')
})
