import { SignJWT } from 'jose'
import { createTest, expect } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'

const SECRET = 'a secret that is long enough for HS256'

// With a key of its own configured, the API gives out no development tokens.
const test = createTest({ AUTH_JWT_SECRET: SECRET })

test('without development tokens one signs in with a token of one’s own', async ({ openPage }) => {
  const chat = await openPage({ as: 'nobody' })
  await pasteToken(chat, await tokenFor('ada', SECRET))
  await chat.page.getByText('No conversations yet').waitFor()
  await chat.start()
  await chat.say('hello')
  await chat.page.reload()
  await chat.row('hello').waitFor()

  await chat.page.getByRole('button', { name: /switch user/ }).click()
  await chat.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await chat.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await chat.page.reload()
  await chat.page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a token that is rejected leads back to signing in, with the address kept', async ({
  openPage,
}) => {
  const chat = await openPage({ as: 'nobody' })
  await pasteToken(chat, await tokenFor('ada', SECRET))
  await chat.start()
  await chat.say('for later')
  const address = chat.page.url()

  await chat.page.getByRole('button', { name: /switch user/ }).click()
  await chat.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await pasteToken(chat, await tokenFor('ada', 'another secret that nobody here knows'))
  await chat.page.getByRole('alert').filter({ hasText: 'Sign in to continue.' }).waitFor()

  await pasteToken(chat, await tokenFor('ada', SECRET))
  await chat.messages.filter({ hasText: 'You said: for later' }).waitFor()
  expect(chat.page.url()).toBe(address)
})

async function pasteToken(chat: ChatPage, token: string): Promise<void> {
  await chat.page.getByRole('button', { name: 'Ada Contoso' }).click()
  await chat.page.getByRole('textbox', { name: 'Access token' }).fill(`Bearer ${token}`)
  await chat.page.getByRole('button', { name: 'Sign in' }).click()
}

function tokenFor(userId: string, secret: string): Promise<string> {
  return new SignJWT({ sub: userId, tid: 'contoso' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(secret))
}
