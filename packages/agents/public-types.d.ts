// The public types of @threadkeep/agents. Written by `pnpm types:update`.

// index.d.ts

import { Conversation, JsonObject, Limits, Message, NewContent, NewMessage, Role } from "@threadkeep/shared";
import { z } from "zod";

/** One user message, stored, and what an agent may need to respond to it. */
interface Turn {
  conversation: Conversation;
  message: Message;
  /** The newest messages, oldest first, the user's own last. One page of the store. */
  history(options: {
    limit: number;
  }): Promise<Message[]>;
  /** Aborted when the user stops the agent, or when its time is up. */
  signal: AbortSignal;
  /** 1, and one more each time the agent is asked again for the same message. */
  attempt: number;
  /** The user's own token, for agents that act on the user's behalf. */
  bearerToken: string | null;
}
/** A conversation that was just started: nobody has said anything in it. */
type Greeting = Omit<Turn, 'message' | 'history'>;
type AgentEvent = /** Adds to the text being written. */{
  type: 'text';
  delta: string;
} /** Ends the text so far and adds a whole message: a card, a tool's result. */ | {
  type: 'message';
  content: NewContent;
  role?: Role;
  metadata?: JsonObject | undefined;
} /** What the platform reported about the conversation. A title is only taken if there is none. */ | ({
  type: 'conversation';
} & ConversationFacts) /** Of the reply as a whole: its model, usage, why it ended. Stored with its last message. */ | {
  type: 'metadata';
  metadata: JsonObject;
} /** "Searching...": shown while it is true, never stored. */ | {
  type: 'status';
  text: string;
};
interface ConversationFacts {
  externalId?: string;
  sdkConversationRef?: string;
  title?: string;
  metadata?: JsonObject;
}
/**
 * Responds to a user's message. All messages of one response are stored in one atomic append when
 * the iterable ends, so a consumer never stores half a response.
 */
interface Agent {
  name: string;
  /**
   * What happens to a run whose server died: the agent is asked again, or the run ends as interrupted.
   * `restart` is for agents that can be asked twice without harm.
   */
  onInterrupted: 'restart' | 'fail';
  respond(turn: Turn): AsyncIterable<AgentEvent>;
  /**
   * For agents that speak first: called when a conversation was started. Called again if its server
   * died meanwhile, so a second call must do no harm; what the first one said is then void.
   */
  greet?(greeting: Greeting): AsyncIterable<AgentEvent>;
}
/**
 * The agent rejected the request, timed out or failed. Callers read the text of the error table,
 * because a provider's own may quote the prompt or a key; that one stays in `cause`.
 */
declare class AgentError extends Error {
  readonly reason = "AGENT_FAILED";
  /** The same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  constructor({
    retryable,
    retryAfterMs,
    cause
  }: AgentErrorOptions);
}
interface AgentErrorOptions {
  retryable: boolean;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}
interface Reply {
  /** What to store, in one append. Empty where the agent said nothing. */
  messages: NewMessage[];
  /** The newest value of each fact that the platform gave. */
  facts: ConversationFacts;
}
/** Reads a response to its end. Throws what the agent throws. */
declare function collectReply(events: AsyncIterable<AgentEvent>, limits: Limits): Promise<Reply>;
/** A message that breaks a rule is made storable, so that nothing an agent says is lost. */
declare function toReply(events: readonly AgentEvent[], limits: Limits): Reply;
type EnvSource = Readonly<Record<string, string | undefined>>;
/** A variable that cannot be used, and why. */
interface EnvIssue {
  variable: string;
  message: string;
}
declare const TOKEN_FLOWS: readonly ['client-credentials', 'on-behalf-of'];
/** Where the agent is: by its own address, or by its environment and name. */
type CopilotStudioTarget = {
  url: string;
} | {
  environmentId: string;
  schemaName: string;
};
type CopilotStudioAuth = {
  flow: 'token';
  token: string;
} | {
  flow: (typeof TOKEN_FLOWS)[number];
  clientId: string;
  clientSecret: string;
  tenantId: string;
};
interface CopilotStudioSettings {
  target: CopilotStudioTarget;
  auth: CopilotStudioAuth;
}
interface HistoryBudget {
  /** Most messages, the user's own among them. */
  messages: number;
  /** Most characters (UTF-16 units) of all of them. */
  characters: number;
}
interface HttpSettings {
  url: string;
  secret: string;
  /** Whether the service speaks first. */
  greets: boolean;
  history: HistoryBudget;
}
interface OpenAiEndpoint {
  baseUrl: string;
  apiKey: string;
}
interface OpenAiSettings {
  /** `demo`: development without a key. The caller starts a demo model first. */
  endpoint: OpenAiEndpoint | 'demo';
  model: string;
  instructions: string | undefined;
  history: HistoryBudget;
}
declare const AGENT_NAMES: readonly ['echo', 'none', 'openai', 'http', 'copilot-studio'];
type AgentName = (typeof AGENT_NAMES)[number];
/** The environment variables of agents, to be spread into the schema of all settings. */
declare const AgentEnvShape: {
  COPILOT_STUDIO_URL: z.ZodOptional<z.ZodURL>;
  COPILOT_STUDIO_ENVIRONMENT_ID: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_SCHEMA_NAME: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_TOKEN: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_AUTH: z.ZodOptional<z.ZodEnum<{
    "client-credentials": "client-credentials";
    "on-behalf-of": "on-behalf-of";
  }>>;
  COPILOT_STUDIO_CLIENT_ID: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_CLIENT_SECRET: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_TENANT_ID: z.ZodOptional<z.ZodString>;
  AGENT_URL: z.ZodOptional<z.ZodURL>;
  AGENT_SECRET: z.ZodOptional<z.ZodString>;
  AGENT_GREETS: z.ZodDefault<z.ZodEnum<{
    false: "false";
    true: "true";
  }>>;
  OPENAI_API_KEY: z.ZodOptional<z.ZodString>;
  OPENAI_BASE_URL: z.ZodOptional<z.ZodURL>;
  OPENAI_MODEL: z.ZodOptional<z.ZodString>;
  AGENT_INSTRUCTIONS: z.ZodOptional<z.ZodString>;
  AGENT: z.ZodOptional<z.ZodEnum<{
    "copilot-studio": "copilot-studio";
    echo: "echo";
    http: "http";
    none: "none";
    openai: "openai";
  }>>;
  AGENT_TIMEOUT_SECONDS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  AGENT_HISTORY_MESSAGES: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  AGENT_HISTORY_CHARACTERS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  ECHO_DELAY_MS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
};
declare const AgentEnvSchema: z.ZodObject<{
  COPILOT_STUDIO_URL: z.ZodOptional<z.ZodURL>;
  COPILOT_STUDIO_ENVIRONMENT_ID: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_SCHEMA_NAME: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_TOKEN: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_AUTH: z.ZodOptional<z.ZodEnum<{
    "client-credentials": "client-credentials";
    "on-behalf-of": "on-behalf-of";
  }>>;
  COPILOT_STUDIO_CLIENT_ID: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_CLIENT_SECRET: z.ZodOptional<z.ZodString>;
  COPILOT_STUDIO_TENANT_ID: z.ZodOptional<z.ZodString>;
  AGENT_URL: z.ZodOptional<z.ZodURL>;
  AGENT_SECRET: z.ZodOptional<z.ZodString>;
  AGENT_GREETS: z.ZodDefault<z.ZodEnum<{
    false: "false";
    true: "true";
  }>>;
  OPENAI_API_KEY: z.ZodOptional<z.ZodString>;
  OPENAI_BASE_URL: z.ZodOptional<z.ZodURL>;
  OPENAI_MODEL: z.ZodOptional<z.ZodString>;
  AGENT_INSTRUCTIONS: z.ZodOptional<z.ZodString>;
  AGENT: z.ZodOptional<z.ZodEnum<{
    "copilot-studio": "copilot-studio";
    echo: "echo";
    http: "http";
    none: "none";
    openai: "openai";
  }>>;
  AGENT_TIMEOUT_SECONDS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  AGENT_HISTORY_MESSAGES: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  AGENT_HISTORY_CHARACTERS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
  ECHO_DELAY_MS: z.ZodDefault<z.ZodCoercedNumber<unknown>>;
}, z.core.$strip>;
type AgentEnv = z.infer<typeof AgentEnvSchema>;
type AgentSettings = {
  timeoutMs: number;
} & ({
  name: 'echo';
  echoDelayMs: number;
} | {
  name: 'none';
} | ({
  name: 'openai';
} & OpenAiSettings) | ({
  name: 'http';
} & HttpSettings) | ({
  name: 'copilot-studio';
} & CopilotStudioSettings));
/** `byDefault`: the agent where AGENT is not set. */
declare function toAgentSettings(env: AgentEnv, byDefault: AgentName): AgentSettings;
/** Issues of variables that are valid by themselves, but not together. */
declare function agentIssues(env: EnvSource): EnvIssue[];
/** Loads the chosen agent's module only, because every SDK costs start-up time. */
declare function createAgent(settings: AgentSettings): Promise<Agent>;
export { AGENT_NAMES, Agent, AgentEnvShape, AgentError, AgentErrorOptions, AgentEvent, AgentName, AgentSettings, ConversationFacts, Greeting, Reply, Turn, agentIssues, collectReply, createAgent, toAgentSettings, toReply };

// testing.d.ts

import { IncomingHttpHeaders } from "node:http";

type FakeActivity = Record<string, unknown> & {
  type: string;
};
declare function saying(text: string, more?: Record<string, unknown>): FakeActivity;
/** The same text in pieces, and then as a whole. */
declare function streaming(streamId: string, pieces: readonly string[]): FakeActivity[];
declare function searching(text: string): FakeActivity;
declare function adaptiveCard(card: Record<string, unknown>): FakeActivity;
interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves once the response has ended, was cut, or the client has disconnected. */
  readonly closed: Promise<void>;
}
/** What a script can do with a request. Each call resolves once its bytes are on their way. */
interface Exchange {
  readonly request: ScriptedRequest;
  head(status: number, headers?: Record<string, string>): Promise<void>;
  send(bytes: string | Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Closes the connection in the middle of the response. */
  cut(): Promise<void>;
}
type Script = (exchange: Exchange) => Promise<void>;
interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly ScriptedRequest[];
}
/** A real HTTP server on loopback that responds as its script says. Does not keep the process alive. */
declare function startScriptedServer(script: Script): Promise<ScriptedServer>;
interface FakeTurn {
  conversationId: string;
  activity: FakeActivity;
}
interface FakeCopilotOptions {
  /** The response to a turn. */
  reply?: (turn: FakeTurn) => readonly FakeActivity[];
  /** The response to the start of a conversation. */
  greeting?: readonly FakeActivity[];
  /** Whether the header names a new conversation, or only its activities do. */
  namesInHeader?: boolean;
  /** Whether events have ids, from which a stream can be resumed. */
  hasEventIds?: boolean;
  /** Takes the place of a response, or changes it. */
  intercept?: (response: Script, exchange: Exchange) => Script;
}
interface FakeCopilot extends ScriptedServer {
  /** For `COPILOT_STUDIO_URL`. */
  readonly connectUrl: string;
  /** Each turn that was executed, in order. */
  readonly turns: readonly FakeTurn[];
  /** How many conversations were begun. */
  begun(): number;
  /** From here on these conversations are gone. */
  forget(): void;
}
/**
 * Speaks Direct-to-Engine. A turn is executed when it is posted, even if the response is lost, and its
 * events can be read again by `subscribe`.
 */
declare function startFakeCopilot({
  reply,
  greeting,
  namesInHeader,
  hasEventIds,
  intercept
}?: FakeCopilotOptions): Promise<FakeCopilot>;
/** A request by which a turn is executed. */
declare function isTurn({
  method,
  path
}: ScriptedRequest): boolean;
/** Lets one part of a test wait until another opens the gate. */
interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}
declare function createGate(): Gate;
interface CompletionOptions {
  finishReason?: string;
  /** The line end of the stream. */
  lineEnd?: '\n' | '\r\n';
  /** Before each piece. */
  before?: (index: number) => Promise<void>;
}
/** A streamed completion of these pieces, as OpenAI sends one. */
declare function completion(pieces: readonly string[], {
  finishReason,
  lineEnd,
  before
}?: CompletionOptions): Script;
/** A stream of these lines as they stand. */
declare function rawStream(...lines: string[]): Script;
/** An event of a stream with this much of the reply. */
declare function pieceEvent(content: string): string;
/** An error as OpenAI words one. */
declare function modelError(status: number, error: {
  message: string;
  code?: string;
}, headers?: Record<string, string>): Script;
interface FakeModel extends ScriptedServer {
  /** For `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
}
/** A server with the chat completions of OpenAI, which responds as the script says. */
declare function startFakeModel(script: Script): Promise<FakeModel>;
/** Streams markdown, a word at a time, so that a newcomer sees an assistant without a key. */
declare function startDemoModel(): Promise<FakeModel>;
/** The same response, cut after this many bytes of its body. */
declare function cutAfter(bytes: number, script: Script): Script;
/** The same response, in packets of this many bytes. */
declare function inPackets(bytes: number, script: Script): Script;
/** The headers, and then nothing until the client leaves. */
declare const silent: Script;
/** The beginning of a stream, and then nothing until the client leaves. */
declare function unfinished(beginning: string): Script;
/** Not even headers. */
declare const unresponsive: Script;
/** A whole response with JSON. */
declare function json(status: number, value: unknown, headers?: Record<string, string>): Script;
/** The scripts one after the other, one a request; of the last each further request gets one. */
declare function inTurn(...scripts: readonly [Script, ...Script[]]): Script;
/** The same response, with a comment in front of each part. */
declare function withComments(script: Script): Script;
/** A stream of these events and its end, as a service responds. */
declare function eventStream(events: readonly object[], {
  lineEnd
}?: {
  lineEnd?: '\n' | '\r\n';
}): Script;
export { CompletionOptions, Exchange, FakeActivity, FakeCopilot, FakeCopilotOptions, FakeModel, FakeTurn, Gate, Script, ScriptedRequest, ScriptedServer, adaptiveCard, completion, createGate, cutAfter, eventStream, inPackets, inTurn, isTurn, json, modelError, pieceEvent, rawStream, saying, searching, silent, startDemoModel, startFakeCopilot, startFakeModel, startScriptedServer, streaming, unfinished, unresponsive, withComments };
