import type { Page } from 'playwright-core'
import { loadAxe, violationsOf } from './support/axe.ts'
import { expect, type OpenPage, type PageOptions, test } from './support/browser-test.ts'
import { FEEDBACK_CARD } from './support/feedback-card.ts'
import { IS_LONG } from './support/forms.ts'
import { seedConversation, user } from './support/seed.ts'

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1440, height: 900 }
/** The structure is the same in both schemes and widths, so the suite looks at it once. */
const LOOKS: readonly Look[] = [
  { colorScheme: 'light', viewport: DESK, rules: undefined },
  { colorScheme: 'dark', viewport: DESK, rules: IS_LONG ? undefined : ['color-contrast'] },
  ...(IS_LONG
    ? (['light', 'dark'] as const).map((colorScheme) => ({
        colorScheme,
        viewport: PHONE,
        rules: undefined,
      }))
    : []),
]

interface Look {
  colorScheme: 'light' | 'dark'
  viewport: { width: number; height: number }
  /** Undefined: all of them. */
  rules: string[] | undefined
}

test('no view keeps anybody out, in light and dark colours', async ({ app, openPage, owner }) => {
  const { chat, check, found } = await openChecked(openPage, { as: 'nobody' })
  await chat.page.getByRole('heading', { name: 'Sign in' }).waitFor()
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
  await chat.messages.nth(0).getByRole('button', { name: 'Remove text' }).click()
  await chat.page.getByRole('alertdialog').waitFor()
  await check('asking before removing')
  await chat.page.keyboard.press('Escape')

  await chat.page.getByRole('button', { name: 'Complete' }).click()
  await chat.page.getByText('This conversation is completed.').waitFor()
  await check('a completed conversation')
  expect(found).toEqual([])
  await chat.page.setViewportSize(PHONE)
  expect(await violationsOf(chat.page)).toEqual([])
  await chat.page.getByRole('link', { name: 'Back to the list' }).click()
  expect(await violationsOf(chat.page)).toEqual([])
})

test('an outage keeps nobody out, in light and dark colours', async ({ app, openPage }) => {
  const { chat, check, found } = await openChecked(openPage)
  await chat.openEmpty()
  await chat.send('x'.repeat(33_000))
  await chat.page.getByText(/^This message cannot be sent/).waitFor()
  await app.redis.kill()
  await chat.send('still there?')
  await chat.banner.waitFor()
  await check('an outage')
  expect(found).toEqual([])
  await app.redis.restart()
  await chat.messages.filter({ hasText: 'You said: still there?' }).waitFor()
})

test('at 320 pixels, and with words that do not end, nothing is out of reach', async ({ chat }) => {
  await chat.page.setViewportSize({ width: 320, height: 640 })
  expect(await outOfReach(chat.page)).toEqual([])
  await chat.start()
  await chat.say('endless'.repeat(40))
  await chat.page.getByRole('heading', { name: /^endless/ }).waitFor()
  expect(await outOfReach(chat.page)).toEqual([])
  await chat.messages.nth(0).getByRole('button', { name: 'Remove text' }).click()
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

async function openChecked(openPage: OpenPage, options: PageOptions = {}) {
  const chat = await openPage({ ...options, viewport: DESK })
  await loadAxe(chat.page)
  const found: string[] = []
  async function check(view: string) {
    for (const { colorScheme, viewport, rules } of LOOKS) {
      await chat.page.emulateMedia({ colorScheme })
      await chat.page.setViewportSize(viewport)
      const violations = await violationsOf(chat.page, rules)
      found.push(...violations.map((each) => `${view}, ${colorScheme}, ${viewport.width}: ${each}`))
    }
    await chat.page.setViewportSize(DESK)
  }
  return { chat, check, found }
}
