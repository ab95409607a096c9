import { ChatPage } from './chat-page.ts'

/** Another tab of the same browser, on the same conversation. */
export async function openTab(chat: ChatPage): Promise<ChatPage> {
  const tab = new ChatPage(await chat.page.context().newPage())
  await tab.page.goto(chat.page.url())
  await tab.title.waitFor()
  return tab
}
