export { ThreadkeepChatTransport, type ThreadkeepChatTransportOptions } from './chat-transport.ts'
export { loadMessages } from './load-messages.ts'
export { toContent, UI_MESSAGE_FORMAT } from './messages/content.ts'
export { toUIMessages } from './messages/ui-messages.ts'
