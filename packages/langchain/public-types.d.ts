// The public types of @threadkeep/langchain. Written by `pnpm types:update`.

// index.d.ts

import { BaseListChatMessageHistory } from "@langchain/core/chat_history";
import { BaseMessage } from "@langchain/core/messages";
import { SessionOptions } from "@threadkeep/store/adapters";

type ThreadkeepChatMessageHistoryOptions = SessionOptions;
/**
 * A chat message history that is one conversation of one owner. What goes in comes back equal, class
 * and content blocks included. Rejects with the store's own errors.
 */
declare class ThreadkeepChatMessageHistory extends BaseListChatMessageHistory {
  #private;
  lc_namespace: string[];
  constructor(options: ThreadkeepChatMessageHistoryOptions);
  /** All of them, oldest first, read in pages. */
  getMessages(): Promise<BaseMessage[]>;
  addMessage(message: BaseMessage): Promise<void>;
  /** One atomic append: all of them or none. */
  addMessages(messages: BaseMessage[]): Promise<void>;
  /** The conversation stays, without a message. */
  clear(): Promise<void>;
}
/** LangChain's `StoredMessage`: `{ type, data }`. */
declare const STORED_MESSAGE_FORMAT = "langchain/stored-message@1";
export { STORED_MESSAGE_FORMAT, ThreadkeepChatMessageHistory, type ThreadkeepChatMessageHistoryOptions };
