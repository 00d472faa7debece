/** What an edge and its hub say to each other beside items: JSON, which both sides check, and its checksum. */
import { crc32 } from "node:zlib";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { bufferOf, jsonIn } from "./bytes.ts";
import { type Counts, readCounts } from "./counts.ts";
import { isEdgeId } from "./subjects.ts";

/** Version of all messages. */
export const PROTOCOL = 1;
/** Starts that a greeting has at most: the hub only needs those after the one that it knows. */
export const MOST_STARTS = 256;
const MOST_BYTES = 64 * 1024;
/** CRC32 in hex after the JSON. */
const CHECKSUM_DIGITS = 8;
const RUN = /^[0-9a-f]{16}$/;

/**
 * One start of an edge: its epoch, a random number of 64 bits, and the position at which its log stood. From a list of
 * them the hub sees whether a log is the continuation of the one that it knows (as Kafka does with leader epochs,
 * KIP-101): a copy of a data folder shares its starts only up to the copy.
 */
export interface Start {
  readonly epoch: number;
  readonly run: string;
  readonly position: LogPosition;
}

export interface Greeting {
  readonly protocol: number;
  readonly edgeId: string;
  readonly logUid: string;
  /** Newest last: the last one is the edge that speaks. */
  readonly starts: readonly Start[];
  /** Where the edge's own cursor stands, and what it has counted before. */
  readonly position: LogPosition;
  /** First position that its log still has, at most `position`: a hub that has nothing of the edge begins here. */
  readonly oldest: LogPosition;
  readonly counts: Counts;
  /** Name of the site, for people. */
  readonly site: string;
}

/** The hub takes the edge: everything before `head` is on its disk. */
export interface Welcome {
  readonly kind: "welcome";
  /** Identity of what the hub holds of the edge; another one knows no tags. */
  readonly storeUid: string;
  readonly head: LogPosition;
  readonly counts: Counts;
  /** It knows messages that continue each other. */
  readonly chains?: boolean;
}

/** The hub does not take the edge. */
interface Refusal extends LocalizedText {
  readonly kind: "refused";
  readonly run: string;
}

interface Span {
  readonly from: LogPosition;
  readonly to: LogPosition;
}

/**
 * Everything before `head` is on the hub's disk. `again`: something is missing, so the edge must send from `head` on
 * (`gap`), or the hub does not know the edge (`greet`), or its disk takes nothing, so the edge must wait (`full`).
 */
export interface Mark {
  readonly kind: "mark";
  readonly run: string;
  readonly head: LogPosition;
  /** As in the welcome: a mark of another store, such as that of an earlier hub, says nothing of this one. */
  readonly storeUid?: string;
  readonly again?: "gap" | "greet" | "full";
  /** A message that came whole, and that the hub cannot read. */
  readonly unread?: Span;
}

export type Downward = Welcome | Refusal | Mark;

export function encode(message: Greeting | Downward): string {
  const json = JSON.stringify(message);
  return json + checksumOf(json);
}

/** A greeting from outside; undefined where it is none. */
export function readGreeting(bytes: Uint8Array): Greeting | undefined {
  const { protocol, edgeId, logUid, starts, position, oldest, counts, site } = (parse(bytes) ?? {}) as Partial<
    Record<keyof Greeting, unknown>
  >;
  const counted = readCounts(counts);
  if (protocol !== PROTOCOL || !isEdgeId(edgeId) || !isEdgeId(logUid) || counted === undefined) return undefined;
  if (!Array.isArray(starts) || starts.length === 0 || starts.length > MOST_STARTS) return undefined;
  if (!starts.every(isStart) || !isPosition(position) || typeof site !== "string") return undefined;
  if (!isPosition(oldest) || oldest > position) return undefined;
  return { protocol, edgeId, logUid, starts, position, oldest, counts: counted, site: site.slice(0, 200) };
}

/** What a hub said; undefined where it is nothing that a hub says. */
export function readDownward(bytes: Uint8Array): Downward | undefined {
  const message = parse(bytes) as Partial<Record<string, unknown>> | undefined;
  const { kind, run, head } = message ?? {};
  if (kind === "refused" && isRun(run) && typeof message?.["en"] === "string" && typeof message["zh"] === "string")
    return { kind, run, en: message["en"].slice(0, 500), zh: message["zh"].slice(0, 500) };
  if (kind === "welcome") {
    const counts = readCounts(message?.["counts"]);
    const storeUid = message?.["storeUid"];
    return counts !== undefined && isPosition(head) && typeof storeUid === "string"
      ? { kind, storeUid, head, counts, chains: message?.["chains"] === true }
      : undefined;
  }
  if (kind !== "mark" || !isRun(run) || !isPosition(head)) return undefined;
  const { again, storeUid, unread } = message as Partial<Record<string, unknown>>;
  return {
    kind,
    run,
    head,
    ...(typeof storeUid === "string" ? { storeUid } : {}),
    ...(again === "gap" || again === "greet" || again === "full" ? { again } : {}),
    ...(isSpan(unread) ? { unread: { from: unread.from, to: unread.to } } : {}),
  };
}

function parse(bytes: Uint8Array): object | undefined {
  const end = bytes.length - CHECKSUM_DIGITS;
  if (bytes.length > MOST_BYTES || end < 0) return undefined;
  const json = bytes.subarray(0, end);
  // A position with one wrong digit would be believed.
  if (bufferOf(bytes).toString("latin1", end) !== checksumOf(json)) return undefined;
  try {
    const value = jsonIn(json);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function checksumOf(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(CHECKSUM_DIGITS, "0");
}

function isStart(value: unknown): value is Start {
  const start = value as Partial<Record<keyof Start, unknown>> | null;
  return isPosition(start?.epoch) && isRun(start?.run) && isPosition(start?.position);
}

function isRun(value: unknown): value is string {
  return typeof value === "string" && RUN.test(value);
}

function isSpan(value: unknown): value is Span {
  const span = value as Partial<Record<keyof Span, unknown>> | null | undefined;
  return isPosition(span?.from) && isPosition(span?.to);
}

function isPosition(value: unknown): value is LogPosition {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
