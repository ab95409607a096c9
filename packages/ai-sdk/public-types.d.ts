// The public types of @threadkeep/ai-sdk. Written by `pnpm types:update`.

// index.d.ts

import { ConversationState, ThreadkeepClient } from "@threadkeep/client";
import { ChatTransport, UIMessage, UIMessageChunk } from "ai";

type SendOptions = Parameters<ChatTransport<UIMessage>['sendMessages']>[0];
type ReconnectOptions = Parameters<ChatTransport<UIMessage>['reconnectToStream']>[0];
interface ThreadkeepChatTransportOptions {
  client: ThreadkeepClient;
}
/**
 * The AI SDK's chat on a conversation: the id of the chat is the id of the conversation. An abort stops
 * the agent; a page that goes away does not.
 */
declare class ThreadkeepChatTransport implements ChatTransport<UIMessage> {
  #private;
  /** A resumed reply is written from its beginning. */
  readonly resumeStreamIsReplay = true;
  constructor({
    client
  }: ThreadkeepChatTransportOptions);
  /** Rejects with the client's own errors: see its `failureReason`. */
  sendMessages(options: SendOptions): Promise<ReadableStream<UIMessageChunk>>;
  /** Null where no reply is being written. */
  reconnectToStream(options: ReconnectOptions): Promise<ReadableStream<UIMessageChunk> | null>;
}
/**
 * All messages of a conversation, for `messages` of `useChat`. Waits for the end of a reply that this
 * page is stopping.
 */
declare function loadMessages(client: ThreadkeepClient, conversationId: string): Promise<UIMessage[]>;
type Procedures = ThreadkeepClient['conversation'];
/** As the API returns it. */
type Message = ConversationState['messages'][number];
/** What a server may append. */
type AppendedContent = Parameters<Procedures['append']['mutate']>[0]['messages'][number]['content'];
/** The parts and the metadata of a message of the AI SDK 7, as `json` content. */
declare const UI_MESSAGE_FORMAT = "ai-sdk/ui-message@7";
/**
 * A plain text, a card or a card action where the message is nothing else, so that agents and other
 * clients understand it; else the parts and the metadata as they are.
 */
declare function toContent({
  role,
  parts,
  metadata
}: Pick<UIMessage, 'role' | 'parts' | 'metadata'>): AppendedContent;
/**
 * Stored messages, oldest first, as `useChat` takes and shows them. Everything between two messages of
 * the user is one message of the assistant, as it is while it is streamed.
 */
declare function toUIMessages(conversationId: string, messages: readonly Message[]): UIMessage[];
export { ThreadkeepChatTransport, type ThreadkeepChatTransportOptions, UI_MESSAGE_FORMAT, loadMessages, toContent, toUIMessages };
