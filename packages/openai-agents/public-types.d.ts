// The public types of @threadkeep/openai-agents. Written by `pnpm types:update`.

// index.d.ts

import { AgentInputItem, SessionHistoryTransactionArgs, SessionHistoryTransactionAwareSession } from "@openai/agents";
import { SessionOptions } from "@threadkeep/store/adapters";

declare const AGENT_ITEM_FORMAT = "openai/agent-item@1";
type ThreadkeepSessionOptions = SessionOptions;
/**
 * A session that is one conversation of one owner. Each change is one atomic step. Rejects with the
 * store's own errors, and with UserError where the contract of history transactions asks for it.
 */
declare class ThreadkeepSession implements SessionHistoryTransactionAwareSession {
  #private;
  constructor(options: ThreadkeepSessionOptions);
  getSessionId(): Promise<string>;
  /** The newest `limit` items, or all of them, oldest first. */
  getItems(limit?: number): Promise<AgentInputItem[]>;
  /** One atomic append: all of them or none. */
  addItems(items: AgentInputItem[]): Promise<void>;
  /** Concurrent calls get different items. */
  popItem(): Promise<AgentInputItem | undefined>;
  /** The conversation stays, without an item. */
  clearSession(): Promise<void>;
  /**
   * An atomic change that is applied once, however often it is repeated. Rejects with UserError where
   * the operation was another one before, or where the history does not end with the suffix.
   */
  applyHistoryTransaction(args: SessionHistoryTransactionArgs): Promise<void>;
}
export { AGENT_ITEM_FORMAT, ThreadkeepSession, type ThreadkeepSessionOptions };
