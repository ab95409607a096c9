import { expect, test } from './support/browser-test.ts'
import { FEEDBACK_CARD } from './support/feedback-card.ts'
import { seedConversation } from './support/seed.ts'

test('starts a conversation, sends, reads the reply and finds it in the list', async ({ chat }) => {
  await chat.page.getByText('No conversations yet').waitFor()
  await chat.start()
  await chat.page.getByText('No conversations yet').waitFor()
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

test('the address names what is open and listed: it can be shared, and Back works', async ({
  chat,
  openPage,
}) => {
  await chat.start()
  await chat.say('first')
  await chat.start()
  await chat.say('second')
  const secondUrl = chat.page.url()

  await chat.row('first').click()
  await chat.messages.filter({ hasText: 'You said: first' }).waitFor()
  await chat.filter('Completed')
  await chat.page.getByText('Nothing completed yet').waitFor()
  expect(new URL(chat.page.url()).searchParams.get('status')).toBe('completed')

  await chat.page.goBack()
  await chat.row('second').waitFor()
  await chat.page.goBack()
  await chat.messages.filter({ hasText: 'You said: second' }).waitFor()
  expect(chat.page.url()).toBe(secondUrl)

  const elsewhere = await openPage({ at: secondUrl })
  await elsewhere.messages.filter({ hasText: 'You said: second' }).waitFor()
})

test('shows a card, sends what was filled in, and shows that too', async ({
  app,
  openPage,
  owner,
}) => {
  const at = await seedConversation(app.redis.url, owner, 'Feedback', [FEEDBACK_CARD])
  const chat = await openPage({ at })
  await chat.page.getByRole('textbox', { name: 'Comment' }).fill('Lovely')
  await chat.page.getByRole('button', { name: 'Send feedback' }).click()
  await chat.messages.nth(2).waitFor()

  const action = chat.messages.nth(1)
  expect(await action.textContent()).toContain('Lovely')
  expect(await chat.messages.count()).toBe(3)
  await chat.page.reload()
  await chat.messages.nth(2).waitFor()
  expect(await action.textContent()).toContain('Lovely')
})
