import type { Page } from 'playwright-core'
import { graveViolations, loadAxe } from './support/axe.ts'
import { expect, type OpenPage, type PageOptions, test } from './support/browser-test.ts'
import { FEEDBACK_CARD } from './support/feedback-card.ts'
import { seedConversation, user } from './support/seed.ts'

const PHONE = { width: 390, height: 844 }
// The structure is the same in both schemes; what dark colours can break is contrast.
const LOOKS = [
  ['light', undefined],
  ['dark', ['color-contrast']],
] as const

for (const [colorScheme, rules] of LOOKS) {
  test(`no view keeps anybody out, in ${colorScheme} colours`, async ({ app, openPage, owner }) => {
    const { chat, check } = await openChecked(openPage, { colorScheme, as: 'nobody' }, rules)
    await check('sign in')
    await chat.become(owner)
    await chat.page.reload()
    await chat.page.getByText('No conversations yet').waitFor()
    await check('nothing yet')

    await chat.start()
    await check('a new conversation')
    await chat.say('hello')
    app.model.holdAt('word')
    await chat.send('word word')
    await chat.messages.nth(3).filter({ hasText: 'word' }).waitFor()
    await check('a reply that is being written')
    await chat.stop.click()
    await chat.messages.filter({ hasText: 'Stopped' }).waitFor()
    await check('a reply that was stopped')
    app.model.goOn()
    await chat.openSeeded(
      await seedConversation(app.redis.url, owner, 'Feedback', [user('hello'), FEEDBACK_CARD]),
    )
    await chat.page.getByRole('textbox', { name: 'Comment' }).waitFor()
    await check('a conversation with a card')

    await chat.messages.nth(0).getByRole('button', { name: 'Edit message' }).click()
    await chat.page.getByRole('textbox', { name: 'New text' }).waitFor()
    await check('editing a message')
    await chat.page.keyboard.press('Escape')
    await chat.page.getByRole('button', { name: 'Select conversations' }).click()
    await chat.list.getByRole('checkbox').last().check()
    await check('selecting')
    await chat.page.getByRole('button', { name: 'Stop selecting' }).click()
    await chat.page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await chat.page.getByRole('dialog').waitFor()
    await check('the shortcuts')
    await chat.page.keyboard.press('Escape')

    await chat.page.getByRole('button', { name: 'More actions' }).click()
    await chat.page.getByRole('menuitem', { name: 'Rename' }).waitFor()
    await check('the menu')
    await chat.page.getByRole('menuitem', { name: 'Rename' }).click()
    await chat.page.getByRole('textbox', { name: 'Title' }).waitFor()
    await check('renaming')
    await chat.page.keyboard.press('Escape')
    await chat.choose('Delete')
    await chat.page.getByRole('alertdialog').waitFor()
    await check('asking before deleting')
    await chat.page.keyboard.press('Escape')

    await chat.page.getByRole('button', { name: 'Complete' }).click()
    await chat.page.getByText('This conversation is completed.').waitFor()
    await chat.page.setViewportSize(PHONE)
    await check('a completed conversation on a phone')
    await chat.page.getByRole('link', { name: 'Back to the list' }).click()
    await check('the list on a phone')
  })

  test(`an outage keeps nobody out, in ${colorScheme} colours`, async ({ app, openPage }) => {
    const { chat, check } = await openChecked(openPage, { colorScheme }, rules)
    await chat.openEmpty()
    await chat.send('x'.repeat(33_000))
    await chat.page.getByText(/^This message cannot be sent/).waitFor()
    await app.redis.kill()
    await chat.send('still there?')
    await chat.banner.waitFor()
    await check('an outage')
    await app.redis.restart()
    await chat.messages.filter({ hasText: 'You said: still there?' }).waitFor()
  })
}

test('at 320 pixels, and with words that do not end, nothing is out of reach', async ({ chat }) => {
  await chat.page.setViewportSize({ width: 320, height: 640 })
  expect(await outOfReach(chat.page)).toEqual([])
  await chat.start()
  await chat.say('endless'.repeat(40))
  await chat.page.getByRole('heading', { name: /^endless/ }).waitFor()
  expect(await outOfReach(chat.page)).toEqual([])
  await chat.page.getByRole('button', { name: 'More actions' }).click()
  await chat.page.getByRole('menuitem', { name: 'Delete' }).click()
  await chat.page.getByRole('alertdialog').waitFor()
  expect(await outOfReach(chat.page)).toEqual([])
  await chat.page.keyboard.press('Escape')
  await chat.page.getByRole('link', { name: 'Back to the list' }).click()
  await chat.row(/^endless/).waitFor()
  expect(await outOfReach(chat.page)).toEqual([])
})

/** What is partly beyond an edge of the window, which does not scroll sideways. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('a, button, textarea, h1, h2, p, li > div')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        // What only screen readers get is one pixel wide.
        return (left < 0 && width > 1) || right > window.innerWidth
      })
      .map((element) => element.outerHTML.slice(0, 100)),
  )
}

async function openChecked(
  openPage: OpenPage,
  options: PageOptions,
  rules: readonly string[] | undefined,
) {
  const chat = await openPage(options)
  await loadAxe(chat.page)
  async function check(view: string) {
    const violations = await graveViolations(chat.page, rules && [...rules])
    expect({ view, violations }).toEqual({ view, violations: [] })
  }
  return { chat, check }
}
