import type { Owner } from '@threadkeep/shared'
import type { Page } from 'playwright-core'
import type { App } from './app.ts'
import type { ChatPage } from './chat-page.ts'
import { seed } from './seed.ts'

/** Six of them, the last one first in the list. */
export async function seedSix({ redis }: App, owner: Owner): Promise<void> {
  await seed(redis.url, owner, async (conversations) => {
    for (const title of ['six', 'five', 'four', 'three', 'two', 'one']) {
      const { conversation } = await conversations.start({ title })
      const content = { type: 'text', text: `about ${title}` } as const
      await conversations.append(conversation.id, { messages: [{ role: 'user', content }] })
    }
  })
}

/** By the name that assistive technology says, else the text. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      document.activeElement?.getAttribute('aria-label') ??
      document.activeElement?.textContent ??
      '',
  )
}

/** In one evaluation: read one by one, a row that is removed meanwhile would be waited for. */
export function titles(chat: ChatPage): Promise<string[]> {
  return chat.rows.evaluateAll((links) => links.map((link) => link.getAttribute('title') ?? ''))
}

/** By the keyboard, up to the menu of a row. */
export async function chooseInRow(chat: ChatPage, title: string, action: string): Promise<void> {
  await chat.list.getByRole('button', { name: `Actions for ${title}` }).focus()
  await chat.page.keyboard.press('Enter')
  await chat.page.getByRole('menuitem', { name: action }).click()
}
