/**
 * Messages between main thread and worker. Only the worker loads node-opcua: a hostile server can end the thread that
 * reads it, never the edge.
 *
 *   main                           worker
 *     | -- open(plan) ------------> |  connect, resolve, subscribe
 *     | <-- opened | ended -------- |
 *     | -- start -----------------> |
 *     | <-- subscribed, owed ------ |  what it holds at the server, what is missing
 *     | <-- batch, heard, lost ---- |
 *     | -- acknowledge(marks) ----> |  once they are on disk
 *     | -- call, <-- called ------- |  what an operator does at a condition; until
 *     | <-- ended ----------------- |  (link given up) or
 *     | -- close -----------------> |
 *     | <-- closed ---------------- |
 */

import type { EdgeErrorCode } from "../../../contracts/errors.ts";
import type { GapReason } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Receipt } from "../../../contracts/path/source.ts";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { RingRecords, ServerEvent } from "../events/messages.ts";
import type { EventPlan, PlannedRing } from "../events/plan-events.ts";
import type { SequenceMark } from "../events/sequences.ts";
import type { ServerAnswer, ServerCall } from "../jobs/messages.ts";
import type { HistoryTimestamps } from "../subscribe/history-timestamps.ts";
import type { PackedItems, PlannedRoot } from "../subscribe/planned.ts";
import type { Span } from "../subscribe/span.ts";
import type { SecurityMode } from "./security-mode.ts";

type PolicyName = "Basic256Sha256" | "Aes128_Sha256_RsaOaep" | "Aes256_Sha256_RsaPss" | "Basic256" | "Basic128Rsa15";
/** The edge's identity in the server's user management; certificate and key are PEM. */
type UserIdentity =
  | { readonly name: string; readonly password: string }
  | { readonly certificate: string; readonly privateKey: string };

/** Everything a worker needs to run one connection. */
export interface ConnectionPlan {
  readonly name: string;
  readonly endpoint: string;
  readonly mode: SecurityMode;
  readonly policy: PolicyName;
  readonly user?: UserIdentity;
  /** Accepts any server certificate; only where the config says so. */
  readonly trustsAnyServer?: true;
  readonly keepAliveMs: number;
  readonly connectTimeoutMs: number;
  readonly pkiDir: string;
  readonly applicationUri: string;
  readonly simulated: boolean;
  readonly fastLane: "auto" | "off";
  /** Whether events and conditions are read too. */
  readonly readsEvents: boolean;
  /** Objects whose events are read; none: the Server object. */
  readonly notifiers: readonly Pick<PlannedRoot, "path" | "text">[];
  readonly events: EventPlan;
  /** Tracking blocks; their items come after those of the tags. */
  readonly rings: readonly PlannedRing[];
  readonly roots: readonly PlannedRoot[];
  readonly items: PackedItems;
  /** Fingerprint of server and items: the same key gives items the same client handles. */
  readonly key: string;
}

/** Progress of the edge in one subscription. */
export interface SubscriptionMark {
  /** SubscriptionId at the server. */
  readonly id: number;
  /** Sequence number of the last notification message; 0 before the first. */
  readonly sequence: number;
  /** PublishTime of the last response, by the server's clock. Samples up to then were in it or in an earlier one. */
  readonly publishedAt: Micros;
}

/** A subscription that the server keeps for the edge, and how far the edge has taken it. */
export interface HeldSubscription extends SubscriptionMark {
  /** The longest sampling interval of its items. */
  readonly everyMs: number;
  /** The interval that it was created for; absent if all its items have that interval. */
  readonly madeForMs?: number;
  readonly publishingMs: number;
  readonly keepAliveMs: number;
  /** It carries events, not values. */
  readonly isEvents?: boolean;
  /** How many objects' events it carries; absent: one. */
  readonly notifiers?: number;
}

/** A part of an owed span that the server's history could not fill: all tags, or one. */
export interface GapPart extends Omit<Span, "refs" | "isCertain"> {
  readonly ref?: number;
}

/** Where an earlier connection ended, for a new one to continue. */
export interface ResumePoint {
  /** `key` of the plan that the subscriptions were made for. */
  readonly plan: string;
  /** StartTime of the server: subscription ids are valid within one run of the server. */
  readonly serverStart: Micros;
  readonly subscriptions: readonly HeldSubscription[];
  /** Places of the plan's items that no subscription monitors. */
  readonly missing: readonly number[];
  /** Spans that were neither filled from the server's history nor declared. */
  readonly owed: readonly Span[];
  /** Progress in numbered events. */
  readonly sequences: Readonly<Record<string, SequenceMark>>;
}

/** The result of a plan at the server. */
export interface OpenReport {
  readonly items: number;
  readonly missing: number;
  /** Items whose sampling or publishing interval the server made longer. */
  readonly slower: number;
  /** The longest keep-alive that the server granted. */
  readonly keepAliveMs: number;
  /** Whether notifications are read as columns (docs/opcua-fast-lane.md). */
  readonly fastLane: "on" | "off";
  /** Whether subscriptions of an earlier connection continue; otherwise they are new. */
  readonly resumed: boolean;
}

/** The plan to connect, and where an earlier connection ended. */
export interface OpenOrder {
  readonly id: number;
  readonly plan: ConnectionPlan;
  readonly resume: ResumePoint | undefined;
  /** The reason of missing samples if the earlier connection cannot be resumed. */
  readonly downReason: GapReason;
  /** Timestamps in the server's history, as an earlier connection found out. */
  readonly history: HistoryTimestamps | undefined;
  /** Whether to transfer subscriptions of an earlier connection; false where transferred ones were dead before. */
  readonly transfers: boolean;
}

export type ToWorker =
  | ({ readonly kind: "open" } & OpenOrder)
  | { readonly kind: "start"; readonly id: number }
  | { readonly kind: "acknowledge"; readonly id: number; readonly marks: readonly SubscriptionMark[] }
  | { readonly kind: "call"; readonly id: number; readonly callId: number; readonly call: ServerCall }
  | { readonly kind: "close"; readonly id: number };

/** Columns of a batch; their buffer is moved, not copied. */
export interface BatchMessage {
  readonly kind: "batch";
  readonly id: number;
  readonly length: number;
  readonly receivedAt: Micros;
  readonly tags: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
  readonly statuses: Uint32Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly texts: ReadonlyMap<number, string> | null;
  /** Samples decoded since the last batch message, repeated ones too. */
  readonly received: number;
  /** Number of integers beyond 2^53, which a double cannot hold exactly. */
  readonly inexact: number;
  /** Number of samples that the stock decoder read. */
  readonly stock: number;
  /** Samples dropped since the last batch message. */
  readonly dropped: number;
  /** Marks that are complete with this batch. */
  readonly marks: readonly SubscriptionMark[];
}

/** A waveform; the buffer of its points is moved, not copied. */
interface WaveformMessage {
  readonly kind: "waveform";
  readonly id: number;
  readonly block: WaveformBlock;
}

/** Optional services that a server may refuse. */
export type LimitKind = "items" | "subscriptions" | "events" | "model" | "transfer" | "history";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type FromWorker =
  | { readonly kind: "opened"; readonly id: number; readonly report: OpenReport }
  | BatchMessage
  | WaveformMessage
  /** Counts of the samples posted since the last receipt. */
  | { readonly kind: "receipt"; readonly id: number; readonly receipt: Receipt }
  | { readonly kind: "heard"; readonly id: number; readonly marks: readonly SubscriptionMark[] }
  | {
      readonly kind: "events";
      readonly id: number;
      readonly events: readonly (ServerEvent | "refresh-start" | "refresh-end")[];
    }
  /** Notification messages with events that the server no longer holds. */
  | { readonly kind: "events-missing"; readonly id: number; readonly messages: number; readonly at: Micros }
  | { readonly kind: "records"; readonly id: number; readonly records: RingRecords }
  | { readonly kind: "called"; readonly id: number; readonly callId: number; readonly answer: ServerAnswer }
  | {
      readonly kind: "subscribed";
      readonly id: number;
      readonly held: Omit<ResumePoint, "owed" | "sequences">;
      readonly missingTags: number;
    }
  | { readonly kind: "owed"; readonly id: number; readonly open: readonly Span[] }
  | {
      readonly kind: "settled";
      readonly id: number;
      readonly owed: Span;
      readonly left: readonly GapPart[];
      readonly open: readonly Span[];
    }
  | { readonly kind: "history"; readonly id: number; readonly timestamps: HistoryTimestamps | "none" }
  /** Refusal of this kind in the server's words; undefined: it no longer refuses. */
  | { readonly kind: "limit"; readonly id: number; readonly what: LimitKind; readonly detail: string | undefined }
  /** Each transferred subscription has published. */
  | { readonly kind: "transferred"; readonly id: number }
  | { readonly kind: "lost"; readonly id: number; readonly reason: string }
  | { readonly kind: "restored"; readonly id: number }
  | { readonly kind: "clock"; readonly id: number; readonly clock: SourceClock }
  | {
      readonly kind: "log";
      readonly id: number;
      readonly level: LogLevel;
      readonly text: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  /** A tag's first integer beyond 2^53, with all digits. */
  | { readonly kind: "inexact"; readonly id: number; readonly ref: number; readonly digits: string }
  | { readonly kind: "ended"; readonly id: number; readonly code: EdgeErrorCode; readonly reason: string }
  | { readonly kind: "closed"; readonly id: number };
