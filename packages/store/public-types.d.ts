// The public types of @threadkeep/store. Written by `pnpm types:update`.

// adapters.d.ts

import { AppendInput, AppendResult, OwnerConversations } from "./shared/conversation-store.js";
import { Content, JsonContent, Message } from "@threadkeep/shared";

/**
 * `json` content that `readJsonContent` reads back equal, whatever the value holds: fields that are
 * undefined are left out, as JSON does. A value that JSON or a store would change or reject (bytes,
 * dates, NaN, -0, NUL, lone surrogates, more than 32 levels) is written as text instead, under a format
 * of its own (`<format>+devalue`, by the package of that name), so that no reader takes the one for the other.
 * Throws for functions, and for instances of classes that are not the language's own.
 */
declare function toJsonContent(format: string, value: unknown, text: string): JsonContent;
/** The value of content of this format; undefined for any other content. */
declare function readJsonContent(format: string, content: Content): unknown;
/**
 * The newest messages, at most `limit`, oldest first. Read in pages, and as they stood together at
 * one moment: seqs are used again after a truncation, which could put two histories into one.
 */
declare function newestMessages(conversations: OwnerConversations, id: string, limit?: number): Promise<Message[]>;
/**
 * Which conversation keeps a session: one that was started before, or the one that has the
 * session's id as its external id, which the first append starts.
 */
type SessionOptions = {
  conversations: OwnerConversations;
} & ({
  conversationId: string;
  sessionId?: never;
} | {
  sessionId: string;
  conversationId?: never;
});
/** A conversation as other libraries keep a history: under a name of theirs, there once written. */
interface SessionConversation {
  /** Undefined where there is no conversation yet: nothing was written, or it expired. */
  withConversation<Result>(act: (id: string) => Promise<Result>): Promise<Result | undefined>;
  /** Starts the conversation first where there is none. */
  append(input: AppendInput): Promise<AppendResult>;
}
declare function openSession(options: SessionOptions): SessionConversation;
/** What a person would be shown of it. */
declare function textOf(content: Content): string;
export { type SessionConversation, type SessionOptions, newestMessages, openSession, readJsonContent, textOf, toJsonContent };

// admin.d.ts

import { RedisStoreConfig, StoreObserver } from "./shared/store-events.js";
import { Conversation, Message, Owner, Status, StoreHealth } from "@threadkeep/shared";

/**
 * A conversation as both backends store it: null texts are '', metadata is JSON text, times are in
 * milliseconds. Owner and id are in its key.
 */
interface ConversationRecord {
  id: string;
  status: Status;
  title: string;
  metadata: string;
  externalId: string;
  sdkConversationRef: string;
  messageCount: number;
  lastMessagePreview: string;
  revision: number;
  createdAt: number;
  updatedAt: number;
  lastAccessedAt: number;
  expiresAt: number;
}
/** Something that is not as it should be, in one line each. */
interface Finding {
  /** `problem`: nothing can be served, or not everything. `warning`: a promise is weakened. */
  severity: 'problem' | 'warning';
  message: string;
  /** What to do about it. */
  advice: string;
}
interface Diagnosis {
  /** Null where there is no connection, or INFO is not for this user. */
  server: StoreHealth['server'];
  latencyMs: number | null;
  /** How many masters there are. */
  masters: number;
  findings: Finding[];
}
/** Connects as a server would, tries what a server needs, and says what is not right. Never rejects. */
declare function diagnose(config: RedisStoreConfig): Promise<Diagnosis>;
interface ScanProgress {
  /** About how many keys were looked at. */
  scanned: number;
  /** How many there are, as of the beginning; over several passes their sum. */
  total: number;
}
/** Whose conversations: everybody's, a tenant's or one user's. */
interface OwnerFilter {
  tenantId?: string | undefined;
  /** Only together with the tenant. */
  userId?: string | undefined;
}
interface EraseReport {
  owners: number;
  conversations: number;
  messages: number;
  /** Keys that no index led to. */
  otherKeys: number;
  /** Walks over all keys: in the last one nothing was found. */
  walks: number;
}
/** It changes faster than it can be read. */
declare class ConversationBusyError extends Error {
  constructor();
}
/** One conversation of an owner, as it lies in Redis. */
interface ConversationSummary {
  id: string;
  /** Undefined where it cannot be read. */
  record: ConversationRecord | undefined;
  /** Expired conversations stay a little longer in Redis than they can be read. */
  isExpired: boolean;
  messages: number;
  /** Of memory; undefined where the Redis user may not ask for it. */
  bytes: number | undefined;
}
/** A conversation as it is stored, to be kept elsewhere. */
interface ConversationSnapshot {
  id: string;
  /** See lib/conversation.lua. */
  record: string;
  /** The hash's other fields and their values, in turn: which appends are remembered, and the newest run. */
  fields: string[];
  /** As lib/appends.lua describes them. */
  messages: string[];
  /** The external id that leads to it, or ''. */
  externalId: string;
}
/**
 * A part of a conversation's messages. Parts of one conversation come in order; the first one has the
 * fields, and all have the record, which tells the parts of two exports apart.
 */
interface ConversationPart extends ConversationSnapshot {
  /** How many messages were in the parts before. */
  before: number;
  isLast: boolean;
}
/**
 * `collected`: further parts are awaited. `present`: it is there as it was exported. `differs`: it is there
 * and was changed since, or was in the meantime read, and stays as it is. `deleted`: it was, a short time
 * ago. `expired`: it would be, by its record.
 */
type ImportOutcome = 'imported' | 'collected' | 'present' | 'differs' | 'deleted' | 'expired';
/** `changed`: since it was copied, a run works on it, or another copy has the claim. `gone`: deleted, or expired. */
type MoveOutcome = 'moved' | 'changed' | 'gone';
/** What an unfinished move's copy is; see settle-move.lua. */
type MoveState = 'moved' | 'claimed' | 'obsolete' | 'unknown';
/**
 * How a conversation is moved out of Redis: `claim` with a new token, make the copy, make sure of it,
 * `moveOut`, note at the copy that it is the only one, `forget`. `state` tells what to do with a copy
 * whose move was cut off. A copy may be removed only once its token cannot succeed any more.
 */
interface Moves {
  /** False where the conversation is gone. */
  claim(id: string, token: string): Promise<boolean>;
  /** Removes one whose copy of this revision is safe elsewhere, and remembers that it did. */
  moveOut(id: string, revision: number, token: string): Promise<MoveOutcome>;
  state(id: string, token: string): Promise<MoveState>;
  /** The copy may be removed then, and after that the move forgotten. */
  giveUp(id: string, token: string): Promise<void>;
  forget(id: string, token: string): Promise<void>;
}
/** What one owner has. Reading it leaves no trace. */
interface OwnerAdmin {
  /** Every conversation that is listed, once. */
  conversations(): AsyncGenerator<ConversationSummary, void, undefined>;
  /**
   * Rejects with ConversationNotFoundError, DataLossError, or ConversationBusyError for one that changes
   * faster than it can be read.
   */
  snapshot(id: string): Promise<ConversationSnapshot>;
  /** Idempotent. Rejects with DataLossError where a part is damaged, or one before it is missing. */
  importPart(part: ConversationPart): Promise<ImportOutcome>;
  /** Out of Redis, into an archive. */
  readonly moves: Moves;
  /** The record with which a moved conversation comes back; undefined where it cannot be read. */
  restoredRecord(record: string): Promise<string | undefined>;
}
/** What is wrong with something stored, by a name that programs can tell apart. */
interface Damage {
  name: DamageName;
  detail: string;
}
/** By what `--repair` can do: `mendable` without losing anything, or not. */
declare const DAMAGES: {
  readonly 'wrong-type': {
    readonly mendable: false;
    readonly advice: 'delete the key';
  };
  readonly 'record-missing': {
    readonly mendable: false;
    readonly advice: 'restore it, or delete it';
  };
  readonly 'record-unreadable': {
    readonly mendable: false;
    readonly advice: 'restore it, or delete it';
  };
  readonly 'record-newer': {
    readonly mendable: false;
    readonly advice: 'run the release that wrote it';
  };
  readonly 'messages-missing': {
    readonly mendable: false;
    readonly advice: 'restore it, or delete it';
  };
  readonly 'messages-too-many': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'message-unreadable': {
    readonly mendable: false;
    readonly advice: 'restore it, redact the message, or delete it';
  };
  readonly 'times-disagree': {
    readonly mendable: false;
    readonly advice: 'restore it';
  };
  readonly 'remembered-append-wrong': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'run-unreadable': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'expiry-missing': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'expiry-too-early': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'expiry-too-late': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'not-listed': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'not-listed-by-status': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'listed-by-other-status': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'score-wrong': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'index-expires-early': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'index-wrong-type': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'entry-of-nothing': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'external-id-wrong': {
    readonly mendable: true;
    readonly advice: '';
  };
  readonly 'key-unknown': {
    readonly mendable: false;
    readonly advice: 'delete the key, if nothing else needs it';
  };
  readonly 'key-in-foreign-slot': {
    readonly mendable: false;
    readonly advice: 'the slot is moving, or its move was cut off: `redis-cli --cluster fix`';
  };
};
type DamageName = keyof typeof DAMAGES;
interface VerifyOptions {
  filter: OwnerFilter;
  /** Mend what can be mended without losing anything. */
  repair: boolean;
}
/** Something stored that is not as it should be. */
interface DamageFound extends Damage {
  owner: Owner | undefined;
  /** The key that led to it. */
  key: string;
  conversationId: string | undefined;
  isMended: boolean;
}
interface AdminOptions {
  /** Most calls to Redis a second. */
  maxOps: number;
  /** Ends the work: what is under way rejects with the signal's reason. */
  signal: AbortSignal;
  observe?: StoreObserver | undefined;
}
/** What operators need and no request may reach: it lists owners. */
interface StoreAdmin {
  /** The layout that servers write; see rules/layouts.ts. */
  readonly layout: number;
  /** Every owner, once, in no order. Takes about 100 bytes of memory for each. */
  owners(filter?: OwnerFilter): AsyncGenerator<Owner, void, undefined>;
  /** Every conversation that has a record, listed or not, once, in no order. As much memory for each. */
  conversations(filter?: OwnerFilter): AsyncGenerator<{
    owner: Owner;
    id: string;
  }, void, undefined>;
  forOwner(owner: Owner): OwnerAdmin;
  /** Every trace of the owners that are meant; see erase-owners.ts. */
  erase(filter: OwnerFilter & {
    tenantId: string;
  }, onOwner: () => void): Promise<EraseReport>;
  /** Everything that is not as the layout says; see verify/damage.ts. */
  verify(options: VerifyOptions, onChecked: () => void): AsyncGenerator<DamageFound, void, undefined>;
  /** Of all walks over the keys so far. */
  readonly progress: Readonly<ScanProgress>;
  close(): void;
}
/** Rejects with StoreUnavailableError when Redis is away, or has a layout that is not known here. */
declare function openStoreAdmin(config: RedisStoreConfig, {
  maxOps,
  signal,
  observe
}: AdminOptions): Promise<StoreAdmin>;
interface Transcript {
  conversation: Conversation;
  messages: Message[];
}
/** What the store's callers see of a conversation. Throws DataLossError where that cannot be read. */
declare function toTranscript(owner: Owner, snapshot: ConversationSnapshot): Transcript;
/** The same without its messages; undefined where it cannot be read. */
declare function toListed(owner: Owner, {
  record
}: ConversationSummary): Conversation | undefined;
export { type AdminOptions, ConversationBusyError, type ConversationPart, type ConversationSnapshot, type ConversationSummary, DAMAGES, type DamageFound, type DamageName, type Diagnosis, type EraseReport, type Finding, type ImportOutcome, type MoveOutcome, type MoveState, type Moves, type OwnerAdmin, type OwnerFilter, type ScanProgress, type StoreAdmin, type Transcript, type VerifyOptions, diagnose, openStoreAdmin, toListed, toTranscript };

// index.d.ts

import { MemoryStoreConfig, RedisAddress, RedisCredentials, RedisStoreConfig, RenewedCredentials, StoreConfig, StoreEvent, StoreObserver } from "./shared/store-events.js";
import { AppendInput, AppendResult, BeginRunInput, BeginRunResult, BegunGreeting, ChangeOptions, ConversationRuns, ConversationStore, EraseResult, ExportedConversation, FinishedRun, LearntFacts, ListOptions, MessagesOptions, OwnerConversations, RegenerateOptions, RunEnd, RunLease, RunPiece, StartInput, StartResult, TakeOverMode, TruncateOptions, UpdateFields, WatchOptions } from "./shared/conversation-store.js";
import { CredentialsError, CredentialsProvider, renewCredentials } from "./shared/renew-credentials.js";
import { Content, Conversation, ConversationEvent, DEFAULT_LIMITS, ErrorReason, InputIssue, JsonObject, Limits, Message, MessagesPage, NewMessage, Outcome, Owner, Owner as Owner$1, OwnerChange, Page, Role, Run, RunStatus, Status, Status as Status$1, StoreHealth, Tracked } from "@threadkeep/shared";
import { z } from "zod";
import { Cluster, Redis } from "ioredis";

/** Prefix of the idempotency keys of replies. Callers may not use keys with this prefix. */
declare const REPLY_KEY_PREFIX = "reply:";
interface StoreOptions {
  /** Receives operations, connections and repairs; see store-events.ts. */
  observe?: StoreObserver | undefined;
  /**
   * Called when a call finds an orphaned run. The callee should take it over, and continue or end
   * it. Must not throw.
   */
  onOrphanedRun?: ((conversations: OwnerConversations, conversationId: string) => void) | undefined;
  /** Milliseconds since 1970, for the memory store. Redis has a clock of its own. */
  clock?: (() => number) | undefined;
}
/**
 * Creates the store that the settings name; throws TypeError for impossible settings. It connects
 * in the background: until Redis responds, calls wait as long as their deadline allows, then reject
 * with StoreUnavailableError.
 */
declare function createStore(config: StoreConfig, options?: StoreOptions): ConversationStore;
type Source = Record<string, string | undefined>;
/** A variable that is missing or wrong, and why. Never holds the variable's value. */
interface EnvIssue {
  variable: string;
  message: string;
}
declare class EnvError extends Error {
  readonly issues: readonly EnvIssue[];
  /** Of each variable the first is kept: a second follows from it, or contradicts it. */
  constructor(issues: readonly EnvIssue[]);
}
/** Whether quotes of a shell were taken for part of the value. */
declare function isQuoted(text: string): boolean;
/**
 * Values often come from files, with a line end or shell quotes around them. White space is trimmed;
 * ambiguous values are rejected with the reason, because a program that starts with them would be
 * rejected by every server, or reject every token. `exact`: secrets, of which it is not known whether
 * the white space is part of them.
 */
declare function cleanValues(source: Source, names: readonly string[], exact: readonly string[]): {
  source: Source;
  issues: EnvIssue[];
};
/**
 * What is wrong with a value, in the words of all other messages. Zod's own are about its types: a
 * number that is none is "expected number, received NaN", which nobody wrote.
 */
declare function envMessage(issue: z.core.$ZodRawIssue): string | undefined;
/** The variable that overrides one of `Limits`: textBytes is LIMIT_TEXT_BYTES. */
declare function limitVariable(limit: string): string;
/**
 * The store's settings from an environment. Empty values count as unset. Neither a URL, a host
 * name nor sentinels: memory, except in production. Throws EnvError naming every bad variable.
 */
declare function parseStoreEnv(source?: Source): StoreConfig;
/** The base class of every error that a store throws. Distinguish them by `reason` or by class. */
declare abstract class StoreError extends Error {
  abstract readonly reason: ErrorReason;
  constructor(message: string, options?: ErrorOptions);
}
/** By name, not instanceof, because two copies of this package may be loaded side by side. */
declare function isStoreError(error: unknown): error is StoreError;
/** The store is unavailable. Repeating the call with the same idempotency key is safe. */
declare class StoreUnavailableError extends StoreError {
  readonly reason = "STORE_UNAVAILABLE";
  /** `not_applied`: nothing was changed. `unknown`: the call was sent and no reply came. */
  readonly outcome: Outcome;
  /**
   * The reason, for the log. Never the Redis client's own error, which holds the command that
   * failed.
   */
  readonly detail: string;
  constructor(outcome: Outcome, detail: string);
}
/**
 * A bug, or a misconfigured server: repeating the call will not help. `detail` is for the log; it
 * holds no password and nothing that a caller wrote.
 */
declare class StoreInternalError extends StoreError {
  readonly reason = "INTERNAL";
  readonly detail: string;
  constructor(detail: string);
}
declare class ConversationNotFoundError extends StoreError {
  readonly reason = "CONVERSATION_NOT_FOUND";
  constructor();
}
/** Part of a conversation is damaged, or was removed by eviction or by hand. */
declare class DataLossError extends StoreError {
  readonly reason = "DATA_LOSS";
  constructor();
}
declare class ConversationNotActiveError extends StoreError {
  readonly reason = "CONVERSATION_NOT_ACTIVE";
  readonly status: Status$1;
  constructor(status: Status$1);
}
declare class ConversationFullError extends StoreError {
  readonly reason = "CONVERSATION_FULL";
  constructor();
}
declare class TooManyConversationsError extends StoreError {
  readonly reason = "TOO_MANY_CONVERSATIONS";
  constructor();
}
declare class RevisionConflictError extends StoreError {
  readonly reason = "REVISION_CONFLICT";
  readonly currentRevision: number;
  constructor(currentRevision: number);
}
declare class IdempotencyKeyReusedError extends StoreError {
  readonly reason = "IDEMPOTENCY_KEY_REUSED";
  constructor();
}
/** A repeat of a call whose messages were removed by a truncation since. */
declare class MessagesRemovedError extends StoreError {
  readonly reason = "MESSAGES_REMOVED";
  constructor();
}
/** The conversation has no such message, or none of the user's where one is needed. */
declare class MessageNotFoundError extends StoreError {
  readonly reason = "MESSAGE_NOT_FOUND";
  constructor();
}
/** Another run of the conversation has not ended yet. */
declare class RunInProgressError extends StoreError {
  readonly reason = "RUN_IN_PROGRESS";
  constructor();
}
declare class InvalidCursorError extends StoreError {
  readonly reason = "INVALID_CURSOR";
  constructor();
}
declare class InvalidInputError extends StoreError {
  readonly reason = "INVALID_INPUT";
  readonly issues: readonly InputIssue[];
  constructor(issues: readonly InputIssue[]);
}
/**
 * The process's store. The same settings give the same store, with one Redis client. Settings come
 * from the environment; `redisUrl` overrides every address there. Throws EnvError if they are
 * wrong.
 */
declare function getStore(redisUrl?: string): ConversationStore;
type RedisClient = Redis | Cluster;
/** The connection of a rate limiter that counts calls for all servers together. */
interface RateLimitConnection {
  /** Commands fail at once without a connection; nothing is queued or sent again. */
  readonly client: RedisClient;
  /** How long an operation may wait for its quota, besides its own deadline. */
  readonly timeoutMs: number;
  key(owner: Owner$1): string;
  close(): void;
}
/**
 * A separate connection, configured like the store's: the rate limiter must neither queue behind a
 * large page of messages nor affect the store's health.
 */
declare function openRateLimitConnection(config: RedisStoreConfig): RateLimitConnection;
export { AppendInput, AppendResult, BeginRunInput, BeginRunResult, BegunGreeting, ChangeOptions, type Content, type Conversation, type ConversationEvent, ConversationFullError, ConversationNotActiveError, ConversationNotFoundError, ConversationRuns, ConversationStore, CredentialsError, type CredentialsProvider, DEFAULT_LIMITS, DataLossError, EnvError, type EnvIssue, EraseResult, ExportedConversation, FinishedRun, IdempotencyKeyReusedError, InvalidCursorError, InvalidInputError, type JsonObject, LearntFacts, type Limits, ListOptions, type MemoryStoreConfig, type Message, MessageNotFoundError, MessagesOptions, type MessagesPage, MessagesRemovedError, type NewMessage, type Owner, type OwnerChange, OwnerConversations, type Page, REPLY_KEY_PREFIX, type RateLimitConnection, type RedisAddress, type RedisCredentials, type RedisStoreConfig, RegenerateOptions, type RenewedCredentials, RevisionConflictError, type Role, type Run, RunEnd, RunInProgressError, RunLease, RunPiece, type RunStatus, StartInput, StartResult, type Status, type StoreConfig, StoreError, type StoreEvent, type StoreHealth, StoreInternalError, type StoreObserver, type StoreOptions, StoreUnavailableError, TakeOverMode, TooManyConversationsError, type Tracked, TruncateOptions, UpdateFields, WatchOptions, cleanValues, createStore, envMessage, getStore, isQuoted, isStoreError, limitVariable, openRateLimitConnection, parseStoreEnv, renewCredentials };

// testing.d.ts

import { ConversationStore, OwnerConversations } from "./shared/conversation-store.js";
import { CredentialsProvider } from "./shared/renew-credentials.js";
import { Limits, Owner } from "@threadkeep/shared";
import { RedisOptions as RedisOptions$1 } from "ioredis";

interface StoreSettings {
  ttlSeconds: number;
  limits: Limits;
}
/** What a store's author gives: ten lines in a test file. */
interface ConformanceTarget {
  /** Shown with every test. */
  name: string;
  /**
   * A store with these settings. Called many times; every store that keeps its data outside the
   * process must see what the others wrote. Must hold 20,000 conversations without dropping any.
   */
  create(settings: StoreSettings): Promise<ConversationStore>;
  /** Ends what `create` needed, after the last test. Each store was closed before. */
  destroy?(): Promise<void>;
}
/**
 * The promises of conversation-store.ts as tests of vitest, for any store. A store passes all of
 * them or is none: nothing here can be switched off.
 */
declare function storeConformance(target: ConformanceTarget): void;
interface EveryStore {
  /** Of one owner, never seen before. */
  newClient(): OwnerConversations;
  /** The same owner by two stores on the same data, as by two servers. Memory has but one store. */
  twoServers(): [OwnerConversations, OwnerConversations];
}
/** The same tests on memory, on a Redis and on a Redis Cluster, which run while the tests do. */
declare function describeOnEveryStore(name: string, tests: (stores: EveryStore) => void): void;
interface ModelCheck extends ConformanceTarget {
  /** How many random histories, of 60 to 120 operations each: 100 or more, to reach everything. */
  runs: number;
}
/**
 * Random histories of several owners, compared with the model result by result. A failure prints
 * the seed, and the shortest history found that still fails.
 */
declare function storeModelCheck(check: ModelCheck): void;
/** Numbers from 0 to 1, the same for the same seed (mulberry32): a run can be repeated. */
type Random = () => number;
declare function createRandom(seed: number): Random;
interface RunModelCheck extends ConformanceTarget {
  /** How many random histories, of 20 to 50 operations each: 100 or more, to reach everything. */
  runs: number;
}
/** Random histories of one conversation's runs by two servers, compared with the model step by step. */
declare function storeRunModelCheck(check: RunModelCheck): void;
interface KeyPair {
  /** PEM. */
  certificate: string;
  /** PEM. */
  key: string;
}
interface Authority {
  /** PEM, for those who are to trust it. */
  readonly certificate: string;
  /** A certificate for a server or a client with these names and addresses. */
  issue(names: readonly string[], validity?: Validity): Promise<KeyPair>;
}
interface Validity {
  notBefore: Date;
  notAfter: Date;
}
/** A certificate authority that exists for one test and that nobody else trusts. */
declare function createAuthority(): Promise<Authority>;
interface RedisOptions {
  /** Keep everything on disk, so that a restart finds it again. Default: nothing is kept. */
  appendonly?: boolean;
  /** Further lines of redis.conf: directive to its value, written as they are. */
  config?: Readonly<Record<string, string>>;
}
/** One server of this test's own, on a free port of 127.0.0.1. */
interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Where it keeps its files, gone after `stop`. */
  readonly folder: string;
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** As a power cut would: SIGKILL, no farewell to clients. The folder stays for a restart. */
  kill(): Promise<void>;
  /** Shuts it down if it runs, and starts it again on the same port and folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
declare function startRedis(options?: RedisOptions): Promise<RedisServer>;
interface ClusterOptions {
  /** After so long without a reply a node is held for dead. Default 2000. */
  nodeTimeoutMs?: number;
  /** Further lines of every node's redis.conf. */
  config?: Readonly<Record<string, string>>;
}
/** Six nodes. Who is master may change while it runs; the lists say who was at the start. */
interface RedisCluster extends AsyncDisposable {
  /** Of one node, to learn of the others from. */
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  readonly masters: readonly RedisServer[];
  /** `replicas[i]` follows `masters[i]`. */
  readonly replicas: readonly RedisServer[];
  stop(): Promise<void>;
}
declare function startCluster(options?: ClusterOptions): Promise<RedisCluster>;
/** A server that was seen to run, and what it needs in its environment to do so. */
interface RedisBinaries {
  /** The program and its first arguments; the server's own go behind them. */
  command: readonly [program: string, ...args: string[]];
  env: Record<string, string>;
  /** As the server itself reports it, for example `7.0.15`. */
  version: string;
}
/**
 * The one that TEST_REDIS_SERVER names; else one from the PATH, else (Debian, Ubuntu) one fetched
 * into a private cache. Never a skip.
 */
declare function obtainRedisServer(): Promise<RedisBinaries>;
/** Waits until it holds; a rejection counts as not yet, and tells why in the end. */
declare function pollUntil(what: string, holds: () => Promise<boolean>, timeoutMs?: number): Promise<void>;
/** What a fault proxy does to the bytes that pass. */
type Fault = {
  readonly kind: 'none';
}
/**
 * As a network that drops every packet: nothing passes either way, nothing closes, and new
 * connections are accepted into silence. What was sent meanwhile arrives when it heals, as TCP's
 * retransmission would have it.
 */
| {
  readonly kind: 'black-hole';
} /** Requests arrive and are executed, their replies wait until it heals. */ | {
  readonly kind: 'hold-replies';
} | {
  readonly kind: 'delay-replies';
  readonly ms: number;
} /** A slow link that all connections share fairly. Each direction has this much. */ | {
  readonly kind: 'throttle';
  readonly bytesPerSecond: number;
} /** Every byte, both ways, in a segment of its own. */ | {
  readonly kind: 'slice';
} /** RST in place of the reply: the request was executed, its sender never learns. */ | ({
  readonly kind: 'cut-reply';
} & Aim) /** So many bytes of the reply, then an orderly end of the connection. */ | ({
  readonly kind: 'truncate-reply';
  readonly bytes: number;
} & Aim) /** Other bytes in place of the reply; the connection stays. */ | ({
  readonly kind: 'replace-reply';
  readonly by: Buffer;
} & Aim);
/** Which replies are hit: the first bytes that come back after a request chosen so. */
interface Aim {
  /** Asked with what the client's socket delivered in one read. Default: every request. */
  readonly when?: (request: Buffer) => boolean;
  /** After so many hits the proxy heals by itself. Default: never. */
  readonly times?: number;
}
/** A TCP proxy in front of a server, to break the connection between it and its clients. */
interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly counters: Readonly<ProxyCounters>;
  /** In force at once, on open connections too, until another is or `heal`. */
  inject(fault: Fault): void;
  heal(): void;
  /** RST on every open connection, both sides. */
  cutAll(): void;
  /** No longer listens: connecting is refused. Open connections stay. */
  refuse(): void;
  accept(): Promise<void>;
  stop(): Promise<void>;
}
interface ProxyCounters {
  /** Ever accepted. */
  connections: number;
  /** Received from clients, passed on or not. */
  requestBytes: number;
  /** Received from the target, passed on or not. */
  replyBytes: number;
}
interface ProxyTarget {
  /** Default: 127.0.0.1. */
  host?: string;
  port: number;
}
declare function startProxy({
  host,
  port: targetPort
}: ProxyTarget): Promise<FaultProxy>;
interface SentinelOptions {
  /** After so long without a reply a server is held for dead. Default 1000. */
  downAfterMs?: number;
  /** Of every sentinel, as its requirepass. Default: none. */
  sentinelPassword?: string;
  /** Further lines of every data server's redis.conf. */
  config?: Readonly<Record<string, string>>;
}
/** A master, two replicas and three sentinels. The master may change; the fields say who began. */
interface SentinelGroup extends AsyncDisposable {
  /** The name under which the sentinels know the master. */
  readonly name: string;
  readonly master: RedisServer;
  readonly replicas: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];
  stop(): Promise<void>;
}
declare function startSentinel(options?: SentinelOptions): Promise<SentinelGroup>;
/** A Redis that tests share with others: unique tenant ids, never a flush. */
interface TestRedis extends AsyncDisposable {
  readonly url: string;
  stop(): Promise<void>;
}
/** The one that TEST_REDIS_URL names, left running; else one started for this test. */
declare function testRedis(): Promise<TestRedis>;
interface TlsRedisOptions {
  /** What the server shows. Default `valid`: for localhost and 127.0.0.1, by the authority. */
  certificate?: 'valid' | 'wrong-name' | 'expired' | 'other-authority';
  /** Whether clients must show a certificate of the authority. Default false. */
  authClients?: boolean;
  config?: RedisOptions['config'];
}
/** One server that speaks TLS only; `url` is a `rediss:` one. */
interface TlsRedisServer extends RedisServer {
  /** PEM file of the authority that its clients are to trust. */
  readonly caPath: string;
  /** PEM files of a certificate that clients may show, and its key. */
  readonly clientCertPath: string;
  readonly clientKeyPath: string;
}
declare function startTlsRedis(options?: TlsRedisOptions): Promise<TlsRedisServer>;
interface TokenAuthorityOptions {
  lifetimeMs: number;
  /** The servers' certificate authority, of those that speak TLS. */
  tls?: RedisOptions$1['tls'];
  /** What a token looks like. Default: random. */
  toToken?: (username: string) => string;
}
/** An issuer of tokens that end, and the servers that take them. */
interface TokenAuthority extends AsyncDisposable {
  /** A new token with each call. Rejects while `isDown`. */
  readonly provider: CredentialsProvider;
  isDown: boolean;
  issued(): number;
  expired(): number;
  /** How many connections still had a token when it expired, all of which were cut off. */
  cutOff(): number;
  /** Rejects if a token could not be made to expire. */
  untilExpired(count: number): Promise<void>;
}
/**
 * Each token has a user of its own, so that Redis itself knows which connections logged in by it. When it
 * expires its password is removed and its connections are killed, on every server. Nobody else can log in.
 */
declare function startTokenAuthority(servers: readonly Pick<RedisServer, 'url'>[], {
  lifetimeMs,
  tls,
  toToken
}: TokenAuthorityOptions): Promise<TokenAuthority>;
export { Authority, ClusterOptions, type ConformanceTarget, type EveryStore, Fault, FaultProxy, KeyPair, type ModelCheck, ProxyCounters, ProxyTarget, type Random, RedisBinaries, RedisCluster, RedisOptions, RedisServer, type RunModelCheck, SentinelGroup, SentinelOptions, type StoreSettings, TestRedis, TlsRedisOptions, TlsRedisServer, TokenAuthority, TokenAuthorityOptions, Validity, createAuthority, createRandom, describeOnEveryStore, obtainRedisServer, pollUntil, startCluster, startProxy, startRedis, startSentinel, startTlsRedis, startTokenAuthority, storeConformance, storeModelCheck, storeRunModelCheck, testRedis };

// shared/conversation-store.d.ts

import { Content, Conversation, ConversationEvent, JsonObject, Message, MessagesPage, NewMessage, Owner, OwnerChange, Page, Run, RunFailure, RunStatus, Status, StoreHealth, Tracked } from "@threadkeep/shared";

/** A piece of a run, in the order in which the agent says them. */
type RunPiece = /** `offset`: the number of UTF-16 units of text before this piece, in this attempt. */{
  type: 'text';
  offset: number;
  text: string;
} | {
  type: 'status';
  text: string;
} /** A whole message, such as a card. The text before it becomes a message of its own. */ | {
  type: 'message';
  message: NewMessage;
};
interface RunLease {
  readonly run: Run;
  /** The pieces written before the run was taken over. */
  readonly said: readonly RunPiece[];
  /**
   * Stores pieces, if any, and renews the lease. `lost`: another server has taken the run over or
   * ended it. Writes take place one after the other, in the order of their calls. One that rejects is
   * safe to repeat; those that waited for it reject too, and are to be repeated after it, in their order.
   */
  write(pieces: readonly RunPiece[]): Promise<'written' | 'stop' | 'lost'>;
  /**
   * Changes fields of the conversation, unless the run is lost: what a server that was paused still
   * has to say of the platform must not replace what was said since. A title fills an empty one only.
   */
  learn(facts: LearntFacts): Promise<'learnt' | 'lost'>;
  /** Gives the lease back behind the writes, so that another server can take the run over at once. */
  giveBack(): Promise<void>;
  /** Ends the run behind the writes, and stores its messages, in one change. Null if the run is lost. */
  finish(end: RunEnd): Promise<FinishedRun | null>;
}
/** What the agent's platform reported about the conversation. */
interface LearntFacts {
  externalId?: string | undefined;
  sdkConversationRef?: string | undefined;
  title?: string | undefined;
  metadata?: JsonObject | undefined;
}
interface RunEnd {
  status: Exclude<RunStatus, 'running'>;
  reason?: RunFailure | undefined;
  /** At most 500. */
  messages: NewMessage[];
}
interface FinishedRun {
  run: Run;
  /** The conversation after the messages were stored; null if there are none. */
  conversation: Conversation | null;
  messages: Message[];
}
interface StartInput {
  title?: string | null | undefined;
  metadata?: JsonObject | undefined;
  externalId?: string | null | undefined;
  sdkConversationRef?: string | null | undefined;
  idempotencyKey?: string | undefined;
  /**
   * Whether the agent speaks first: the run in which it greets is registered by the same change. Not
   * part of the payload: a repeat registers none, and returns the run of the first call.
   */
  greets?: boolean | undefined;
}
interface StartResult {
  conversation: Conversation;
  /** True when an earlier call with this key did the work. */
  replayed: boolean;
  /** The newest run as it is now; null where no agent greets. */
  greeting: BegunGreeting | null;
}
interface BegunGreeting {
  run: Run;
  /** Null where the run has ended, or is another process's. A repeat by this process has it again. */
  lease: RunLease | null;
  /** The run needs another server. */
  orphaned: boolean;
}
interface AppendInput {
  /** 1 to 50 of them. */
  messages: NewMessage[];
  /** seq of a message: it and all behind it are removed by the same change. */
  replaces?: number | undefined;
  idempotencyKey?: string | undefined;
  expectedRevision?: number | undefined;
}
interface AppendResult {
  conversation: Conversation;
  /** The messages as stored. */
  messages: Message[];
  replayed: boolean;
}
interface MessagesOptions {
  /** 1 to 100, default 50. */
  limit?: number | undefined;
  afterSeq?: number | undefined;
  /** Not together with afterSeq. */
  beforeSeq?: number | undefined;
}
interface ListOptions {
  status?: Status | undefined;
  /** 1 to 100, default 20. */
  limit?: number | undefined;
  cursor?: string | undefined;
}
interface ChangeOptions {
  /** Rejects with RevisionConflictError unless this is the conversation's revision. */
  expectedRevision?: number | undefined;
  idempotencyKey?: string | undefined;
}
interface TruncateOptions extends ChangeOptions {
  /** 0 removes all messages. */
  afterSeq: number;
}
interface RegenerateOptions extends ChangeOptions {
  /** False where no agent of the caller's replies: then no run is registered. */
  run?: boolean | undefined;
}
interface UpdateFields {
  title?: string | null | undefined;
  metadata?: JsonObject | undefined;
  externalId?: string | null | undefined;
  sdkConversationRef?: string | null | undefined;
}
interface EraseResult {
  conversations: number;
  messages: number;
}
interface ExportedConversation {
  conversation: Conversation;
  /**
   * The messages that `conversation.messageCount` counts, oldest first. Can be read once, at any
   * time. Rejects with ConversationNotFoundError if the conversation was deleted meanwhile.
   */
  messages: AsyncIterable<Message>;
}
/**
 * Runs: the work of agents on users' messages. A part of the port; see conversation-store.ts.
 *
 * - A conversation has at most one run at a time. It is registered by the change that stores the
 *   message that it works on, and its messages are stored by the change that ends it.
 * - An agent that speaks first greets in a run as well. `start` registers it; it works on no message,
 *   and its id is the conversation's.
 * - The server that works on a run holds a lease, and renews it with each write. A lease that is not
 *   renewed in time can be taken over; from then on its former holder can write nothing (fencing).
 * - What is said is stored in pieces while it is being said, and kept for ten minutes after the end.
 *
 * The store does not call agents: renewing, stopping and taking over are up to its caller.
 */
interface ConversationRuns {
  /**
   * Stores a user's message and registers the run that works on it. A repeat with the same key and
   * payload stores and registers nothing: it returns the message and its run. Rejects as `append`
   * does, with RunInProgressError, and with MessageNotFoundError if the message to replace is not a
   * user's.
   */
  begin(input: BeginRunInput): Promise<BeginRunResult>;
  /**
   * Removes every message after the user's last one, and registers a new run on that message. A
   * repeat with the same key changes nothing: it returns the message and its run. Rejects with
   * RevisionConflictError, ConversationNotActiveError, RunInProgressError, in this order, and
   * MessageNotFoundError if none of the newest 1,000 messages is a user's.
   */
  regenerate(options?: RegenerateOptions): Promise<BeginRunResult>;
  /** The newest run, or null. Does not count as an access. */
  newest(): Promise<Run | null>;
  /**
   * Asks the holder of the lease to stop the run. Null if no run is running. `orphaned`: the lease
   * has expired, so the caller must take the run over and end it.
   */
  stop(): Promise<{
    orphaned: boolean;
  } | null>;
  /**
   * A lease of an orphaned run; null if there is none. `restart`: the agent is asked again and the
   * pieces are void, unless the run was asked to stop. `again`: for a run that failed without a
   * message; the agent is asked again. `ofGreeting`: the mode if the run is a greeting.
   */
  takeOver(mode: TakeOverMode, ofGreeting?: TakeOverMode): Promise<RunLease | null>;
  /**
   * Events of this conversation, until the signal is aborted. With `lastEventId` it yields each
   * later event once and in order, or a `reset`. Without, it begins with the present state: the
   * conversation, its newest run, and the text of that run so far while it is running. Rejects with
   * ConversationNotFoundError once the conversation is gone, and with StoreUnavailableError while
   * the store is unavailable; the watch can be resumed then. Watches share their events, which must
   * not be changed.
   */
  watch(options: WatchOptions): AsyncIterable<Tracked<ConversationEvent>>;
}
type TakeOverMode = 'restart' | 'keep' | 'again';
interface BeginRunInput {
  content: Content;
  /** seq of a user's message. It and all later messages are removed by the same change. */
  replaces?: number | undefined;
  idempotencyKey?: string | undefined;
  expectedRevision?: number | undefined;
}
interface BeginRunResult {
  conversation: Conversation;
  message: Message;
  replayed: boolean;
  /**
   * The newest run of the conversation. It works on the message, unless the message is an old one.
   */
  run: Run | null;
  /** Null where the run has ended, or is another process's. A repeat by this process has it again. */
  lease: RunLease | null;
}
interface WatchOptions {
  lastEventId?: string | undefined;
  signal: AbortSignal;
}
/**
 * THE PORT. What every store promises, whichever it is:
 *
 * - One change is atomic: messages, fields, indexes and expiry move together or not at all.
 * - One round trip per operation, whatever the history's length or the number of conversations. A page of
 *   over 32 KiB that is more than twice the one before takes two: only Redis knows its size, and it waits
 *   for its turn. A third where it has grown meanwhile.
 * - An owner reaches only what is theirs. Another owner's id has the same results as an unknown one.
 * - Within one conversation time never runs backwards. `updatedAt` grows strictly with every
 *   change, `revision` by one, and `seq` has no gaps.
 * - A conversation lives for the store's TTL after its last change, then is gone whole.
 * - Arguments are checked before anything is read or written.
 *
 * Every method rejects with one of the classes in errors.ts: InvalidInputError for bad arguments,
 * StoreUnavailableError when Redis is unavailable (for a change, with what is known of its
 * outcome), DataLossError when part of a conversation was removed behind the store's back,
 * StoreInternalError for a bug.
 * "Changes" below also move `lastAccessedAt`, and so do reads of one conversation where it is a minute
 * old: a read that is repeated within the minute writes nothing.
 *
 * Deliberately not part of the contract: connections, transactions across calls, enumeration of
 * owners, searching in texts.
 */
interface ConversationStore {
  readonly kind: 'redis' | 'memory';
  /** All that a request ever holds. Throws InvalidInputError for a bad owner. */
  forOwner(owner: Owner): OwnerConversations;
  /** Never rejects: an unreachable store is reported as unhealthy. */
  health(): Promise<StoreHealth>;
  /**
   * Closes every connection. Calls in flight, and later ones, reject with StoreUnavailableError.
   */
  close(): Promise<void>;
}
interface OwnerConversations {
  /**
   * Starts a conversation: active, no messages, revision 1. A repeat with the same key and payload
   * changes nothing and returns what the first call returned; keys are remembered for a day, or for
   * the TTL if that is shorter. With `greets`, the run in which the agent greets is registered by the
   * same change. Rejects with IdempotencyKeyReusedError, TooManyConversationsError, and
   * ConversationNotFoundError if a repeat's conversation is gone.
   */
  start(input?: StartInput): Promise<StartResult>;
  /** Rejects with ConversationNotFoundError, as does every method that takes an id. */
  get(id: string): Promise<Conversation>;
  /**
   * Adds messages, in order, all or none; with `replaces`, in the place of those that are there.
   * A repeat with the same key and payload changes nothing. It returns the messages that the first
   * stored, and the conversation as it is now. At least the newest 100 keys are remembered, and every
   * key for five minutes.
   * Rejects, in this order of checks, with IdempotencyKeyReusedError, RevisionConflictError,
   * ConversationNotActiveError, ConversationFullError; with `replaces` also with RunInProgressError,
   * and with MessageNotFoundError where there is no such message.
   */
  append(id: string, input: AppendInput): Promise<AppendResult>;
  /**
   * The messages that the append with this key stored, and the conversation as it is now; null if
   * no append with this key is remembered.
   */
  getAppendResult(id: string, idempotencyKey: string): Promise<AppendResult | null>;
  /**
   * One page of messages, oldest first. Without a bound, the newest messages; with `beforeSeq`, the
   * newest before it; with `afterSeq`, the oldest after it. `hasMore`: whether there are more in
   * the direction of paging. A page ends before it would exceed MAX_MESSAGES_PAGE_BYTES (512 KiB),
   * but has at least one message. So a page shorter than `limit` need not be the last; only
   * `hasMore` says so.
   */
  messages(id: string, options?: MessagesOptions): Promise<MessagesPage<Message>>;
  /**
   * One page by `updatedAt` descending, ties by id descending. Every page except the last is full.
   * A conversation that is not changed during paging appears exactly once. A cursor is valid for
   * the owner and filter that it was made for; otherwise InvalidCursorError.
   */
  list(options?: ListOptions): Promise<Page<Conversation>>;
  /**
   * Any status may follow any other. Setting the present status is no change: only `lastAccessedAt`
   * moves. Rejects with RevisionConflictError, which is checked first. A repeat with the same key
   * and status changes nothing, even if the status was changed since, and returns the conversation
   * as it is now. The key is remembered for five minutes. It names this change only: with another
   * status or conversation it is another change.
   */
  setStatus(id: string, status: Status, options?: ChangeOptions): Promise<Conversation>;
  /**
   * Changes the given fields only; null clears a title, externalId or reference. Metadata is
   * replaced as a whole. Equal values are no change: only `lastAccessedAt` moves. An external id
   * that another conversation took since is a change. Rejects with RevisionConflictError, which is
   * checked first. A key works as with setStatus.
   */
  update(id: string, fields: UpdateFields, options?: ChangeOptions): Promise<Conversation>;
  /**
   * The conversation that has this external id. If several were given it, the last one is found.
   * Once that one is deleted or given another id, none is found until `update` gives the id again,
   * even to a conversation that has it already. Rejects with ConversationNotFoundError.
   */
  findByExternalId(externalId: string): Promise<Conversation>;
  /**
   * Removes the conversation and its messages. A repeat with the same key within five minutes
   * succeeds; without a key it rejects with ConversationNotFoundError. With `expectedRevision`, a
   * conversation of another revision is kept: RevisionConflictError.
   */
  delete(id: string, options?: ChangeOptions): Promise<void>;
  /**
   * Removes every message after `afterSeq`; their seqs are used again. From then on, a repeat of an
   * append that lost messages rejects with MessagesRemovedError. If there is nothing to remove,
   * only `lastAccessedAt` moves. Rejects with RevisionConflictError, which is checked first, and
   * RunInProgressError.
   */
  truncate(id: string, options: TruncateOptions): Promise<Conversation>;
  /**
   * Removes the content and metadata of one message for good, and returns what is left: its content
   * is `{ type: 'redacted' }`. A redacted message stays as it is. Nothing in the store reveals the
   * content any more; a repeat of the append that stored it returns it redacted, whatever its
   * payload. Rejects with RevisionConflictError, which is checked first, and MessageNotFoundError.
   */
  redact(id: string, seq: number, options?: ChangeOptions): Promise<Message>;
  /**
   * Removes every trace of this owner, in bounded batches. Safe to repeat after a failure. Counts
   * what this call removed, damaged conversations included. If the reply of a batch was lost and
   * the batch repeated, its conversations are removed but not counted.
   */
  erase(): Promise<EraseResult>;
  /** The runs of one conversation; see conversation-runs.ts. */
  runs(id: string): ConversationRuns;
  /**
   * Changes of the owner's conversations, made by any server, until the signal is aborted. With
   * `lastEventId` it yields each later change, with the conversation as it is when that is read, or
   * a `reset`. Without, it begins with a `reset`: read the list after that, and no change is
   * missed. Pieces of a running run are not changes. Rejects with StoreUnavailableError while the
   * store is unavailable; the watch can be resumed then.
   */
  changes(options: WatchOptions): AsyncIterable<Tracked<OwnerChange>>;
  /**
   * Every conversation with its messages, newest change first. Messages are read page by page, on
   * demand. If a conversation is damaged, rejects with DataLossError after all others.
   */
  export(): AsyncIterable<ExportedConversation>;
}
export { AppendInput, AppendResult, BeginRunInput, BeginRunResult, BegunGreeting, ChangeOptions, ConversationRuns, ConversationStore, EraseResult, ExportedConversation, FinishedRun, LearntFacts, ListOptions, MessagesOptions, OwnerConversations, RegenerateOptions, RunEnd, RunLease, RunPiece, StartInput, StartResult, TakeOverMode, TruncateOptions, UpdateFields, WatchOptions };

// shared/renew-credentials.d.ts

import { RedisCredentials, RenewedCredentials, StoreObserver } from "./store-events.js";

/**
 * Resolves to what to log in with. May resolve to the same as before while no newer ones are due: it is
 * called several times in the life of each.
 */
type CredentialsProvider = () => Promise<RedisCredentials>;
/** A provider's failure in words that may be logged. Of other errors only the name and code are. */
declare class CredentialsError extends Error {
  readonly name = "CredentialsError";
}
/** Keeps credentials that hold, for all connections of this process. Every failure is tried again. */
declare function renewCredentials(provider: CredentialsProvider, {
  observe
}?: {
  observe?: StoreObserver;
}): RenewedCredentials;
export { CredentialsError, CredentialsProvider, renewCredentials };

// shared/store-events.d.ts

import { ErrorReason, Limits } from "@threadkeep/shared";

interface HostAndPort {
  /** A name or an address; IPv6 without brackets. */
  host: string;
  port: number;
}
interface CommonConfig {
  /** Seconds that a conversation lives after its last change. */
  ttlSeconds: number;
  limits: Limits;
}
interface MemoryStoreConfig extends CommonConfig {
  kind: 'memory';
  /** Over all owners; beyond it the least recently used conversation is dropped. */
  maxConversations: number;
}
/** What a connection to Redis logs in with. */
interface RedisCredentials {
  username: string;
  password: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
/** Credentials that change while connections live; made by renewCredentials(). */
interface RenewedCredentials {
  /** Also when they have expired; undefined before the first ones. */
  newest(): RedisCredentials | undefined;
  /** Why there are none that still hold, in words that may be logged. */
  problem(): string | undefined;
  /** Resolves when the first attempt has succeeded or failed. */
  firstAttempt: Promise<void>;
  /** Called whenever newest() has changed. Returns how to end it. */
  onRenewed(listener: () => void): () => void;
  close(): void;
}
interface RedisStoreConfig extends CommonConfig {
  kind: 'redis';
  address: RedisAddress;
  /**
   * Tokens of Entra ID log in, so that `credentials` must be there. `username`: instead of the object id
   * that a token names.
   */
  entra?: {
    username: string | undefined;
  } | undefined;
  /** In place of a user and a password in the address. The caller closes them. */
  credentials?: RenewedCredentials | undefined;
  /** Path of a PEM file with the certificate authority to trust instead of the public ones. */
  tlsCaPath?: string | undefined;
  /** Paths of PEM files with the certificate that this client shows, and its key. */
  tlsCertPath?: string | undefined;
  tlsKeyPath?: string | undefined;
  /** The deadline of one operation, retries included. */
  commandTimeoutMs: number;
  /** Raises the stored layout to this one; by default it stays as it is. See docs/upgrades.md. */
  layout?: number | undefined;
  /** Healthy while so much of a cluster's slots works, up to 1. Default: all but one shard's. */
  readyShare?: number | undefined;
  /** A change is acknowledged only when this many replicas have it. */
  waitReplicas: number;
  /** Prefix of every key, for a Redis that others use too; see isKeyPrefix. Default: none. */
  keyPrefix?: string | undefined;
}
/**
 * `url` is `redis://` or `rediss://`, with user and password percent-encoded; a cluster's may name
 * several hosts with commas between them.
 */
type RedisAddress = {
  mode: 'standalone';
  url: string;
} | {
  mode: 'cluster';
  url: string; /** Further nodes to learn the others from. */
  seeds?: readonly HostAndPort[] | undefined;
} | {
  mode: 'sentinel'; /** The name under which the sentinels know the master. */
  name: string;
  sentinels: readonly HostAndPort[]; /** Of the sentinels themselves. */
  sentinelUsername?: string | undefined;
  sentinelPassword?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  tls: boolean;
};
type StoreConfig = MemoryStoreConfig | RedisStoreConfig;
/**
 * Events of a store, for logs and metrics. Errors arrive as names and codes, because the fields of
 * a Redis client's errors hold passwords and message texts.
 */
type StoreEvent = {
  type: 'operation';
  operation: string;
  outcome: 'ok' | 'replayed' | ErrorReason;
  ms: number;
} | {
  type: 'connection';
  state: 'ready' | 'lost';
} | {
  type: 'connection-error';
  error: string;
  code: string;
} | {
  type: 'index-repaired';
  conversations: number;
} /** At most once a minute for each owner, who is identified by a hash. */ | {
  type: 'unreadable';
  owner: string;
  conversations: number;
} /** Why calls fail, for longer than a deadline already; every ten seconds for each reason. */ | {
  type: 'outage';
  reason: string;
} | {
  type: 'warning';
  message: string;
};
type StoreObserver = (event: StoreEvent) => void;
export { MemoryStoreConfig, RedisAddress, RedisCredentials, RedisStoreConfig, RenewedCredentials, StoreConfig, StoreEvent, StoreObserver };
