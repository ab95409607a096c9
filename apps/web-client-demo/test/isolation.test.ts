import { expect, test } from './support/browser-test.ts'

/* The demo's own people sign in here alone: what is theirs is seen by every test of this worker. */

test('nobody sees what is not theirs: not another user, not the same user of another tenant', async ({
  openPage,
}) => {
  const chat = await openPage({ as: 'nobody' })
  await chat.signIn('Ada', 'Contoso')
  await chat.start()
  await chat.say('a secret of Contoso')
  const address = chat.page.url()

  for (const [name, tenant] of [
    ['Grace', 'Contoso'],
    ['Ada', 'Fabrikam'],
  ] as const) {
    const other = await openPage({ as: 'nobody' })
    await other.signIn(name, tenant)
    await other.page.getByText('No conversations yet').waitFor()
    await other.page.goto(address)
    await other.page.getByText('There is no such conversation.').waitFor()
    expect(await other.page.getByText('a secret of Contoso').count()).toBe(0)
  }
  await chat.row('a secret of Contoso').waitFor()
})

test('switching the user leaves nothing of the last one behind', async ({ openPage }) => {
  const chat = await openPage({ as: 'nobody' })
  await chat.signIn('Linus', 'Fabrikam')
  await chat.start()
  await chat.say('mine alone')
  await chat.composer.fill('a draft of mine')

  await chat.page.getByRole('button', { name: 'Linus Fabrikam switch user' }).click()
  await chat.page.getByRole('menuitem', { name: 'Grace at Contoso' }).click()
  await chat.page.getByRole('button', { name: 'Grace Contoso switch user' }).waitFor()
  await chat.page.getByText('No conversations yet').waitFor()
  expect(await chat.page.getByText('mine alone').count()).toBe(0)

  await chat.page.getByRole('button', { name: 'Grace Contoso switch user' }).click()
  await chat.page.getByRole('menuitem', { name: 'Linus at Fabrikam' }).click()
  await chat.row('mine alone').click()
  await expect.poll(() => chat.composer.inputValue()).toBe('a draft of mine')
})
