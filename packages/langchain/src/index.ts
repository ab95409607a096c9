export {
  ThreadkeepChatMessageHistory,
  type ThreadkeepChatMessageHistoryOptions,
} from './chat-message-history.ts'
export { STORED_MESSAGE_FORMAT } from './message-content.ts'
