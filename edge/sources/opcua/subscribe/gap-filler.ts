/** Fills spans of missing samples from the server's history, else declares them. Runs in the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { LINK_CUT } from "../link/link-errors.ts";
import type { GapPart } from "../link/messages.ts";
import type { Post } from "../link/post.ts";
import { type Backfilled, backfill } from "./backfill.ts";
import { HistoryReader } from "./history-read.ts";
import type { HistoryTimestamps } from "./history-timestamps.ts";
import type { Intake } from "./intake.ts";
import { MOST_TAGS, withSpan } from "./owed-spans.ts";
import type { PlannedItem } from "./planned.ts";
import type { ResolvedItem } from "./resolve-paths.ts";
import type { Span } from "./span.ts";

/** Attempts for one span: when the link breaks while history is read, the span is read again after the repair. */
const ATTEMPTS = 5;
const ATTEMPT_EVERY_MS = 1000;
/** History can be read again once the session is back too. */
const NO_LINK = new RegExp(`${LINK_CUT.source}|disconnected|BadSession`, "i");

/** Statuses of servers that keep no history of a node, now or ever. */
const NO_HISTORY = /Unsupported|NotSupported|AccessDenied|NotReadable|NotImplemented/;

export interface GapFillerOptions {
  readonly id: number;
  readonly session: RawSession;
  readonly intake: Intake;
  readonly post: Post;
  /** Nodes per HistoryRead. */
  readonly limit: number;
  /** Timestamps in the server's history, as an earlier connection found out. */
  readonly timestamps: HistoryTimestamps | undefined;
  /** StartTime of the server: nothing was recorded before it, however long the history is. */
  readonly serverStart: Micros;
  /** Spans that main already knows. */
  readonly known: readonly Span[];
  /** Items of these tags, or of all tags, with their nodes. */
  resolve(
    refs?: readonly number[],
  ): Promise<{ readonly found: readonly ResolvedItem[]; readonly missing: readonly { readonly item: PlannedItem }[] }>;
  isOver(): boolean;
}

/**
 * Fills one span after the other: `owed` is posted first, so that a connection that ends meanwhile leaves the span to
 * the next one; `settled` lists the rest that stays missing. Spans that come faster than they are filled merge.
 */
export class GapFiller {
  readonly #options: GapFillerOptions;
  readonly #reader: HistoryReader;
  #open: readonly Span[];
  #isStarted = false;
  #isBusy = false;
  #hasHistory = true;
  /** Tags without history by the server's answer, which is read once per connection. */
  readonly #without = new Set<number>();

  constructor(options: GapFillerOptions) {
    this.#options = options;
    this.#reader = new HistoryReader(options.session, options.limit, options.timestamps);
    this.#open = options.known;
  }

  /** Begins to fill spans: main takes the results. */
  start(): void {
    this.#isStarted = true;
    this.#reportOwed();
    void this.#work();
  }

  /** Samples of this span may be missing. */
  owe(span: Span): void {
    // A server's clock may have been set back meanwhile.
    const ordered = { ...span, from: Math.min(span.from, span.to), to: Math.max(span.from, span.to) };
    this.#open = withSpan(this.#open, ordered, this.#isBusy ? 1 : 0);
    if (!this.#isStarted) return;
    this.#reportOwed();
    void this.#work();
  }

  #reportOwed(): void {
    if (!this.#options.isOver()) this.#options.post({ kind: "owed", id: this.#options.id, open: this.#open });
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let [span] = this.#open; span !== undefined && !this.#options.isOver(); [span] = this.#open) {
      const left = await this.#leftOf(span);
      if (this.#options.isOver()) break;
      this.#open = this.#open.slice(1);
      this.#options.post({ kind: "settled", id: this.#options.id, owed: span, left, open: this.#open });
    }
    this.#isBusy = false;
  }

  async #leftOf(span: Span): Promise<readonly GapPart[]> {
    const { isOver } = this.#options;
    for (let attempt = 1; this.#hasHistory && !isOver(); attempt++) {
      try {
        return await this.#fill(span);
      } catch (error) {
        const { message } = error as Error;
        if (!NO_LINK.test(message) || attempt >= ATTEMPTS) {
          this.#hasHistory = NO_LINK.test(message);
          this.#report("info", "the server's history cannot be read; the gap is declared", { reason: message });
          if (!this.#hasHistory) this.#reportHistory("none", message);
          break;
        }
        await sleep(ATTEMPT_EVERY_MS);
      }
    }
    return partsOf(span, span.refs);
  }

  /** Reads the span, and returns the parts that stay missing. */
  async #fill(span: Span): Promise<readonly GapPart[]> {
    const { intake, limit, isOver, serverStart } = this.#options;
    if (span.refs?.every((ref) => this.#without.has(ref)) === true) return partsOf(span, span.refs);
    const { found } = await this.#options.resolve(span.refs);
    const readable = found.filter(({ item }) => item.targets.length > 0);
    const onValues: Parameters<typeof backfill>[2]["onValues"] = (item, page) => intake.takeHistory(item.item, page);
    const filled = await backfill(readable, span, { reader: this.#reader, limit, isOver, onValues });
    const { values, left } = filled;
    for (const { item, reason } of left)
      if (NO_HISTORY.test(reason)) for (const { ref } of item.item.targets) this.#without.add(ref);
    if (left.length === readable.length) {
      this.#hasHistory = span.refs !== undefined;
      this.#report("info", "the server keeps no history of these tags; gaps are declared", { reason: left[0]?.reason });
      if (!this.#hasHistory) this.#reportHistory("none", left[0]?.reason ?? "it has no tags with history");
      return partsOf(span, span.refs);
    }
    this.#reportHistory(this.#reader.timestamps);
    this.#report("info", "missing samples were read from the server's history", {
      values,
      tags: readable.length - left.length,
      withoutHistory: left.length,
    });
    // Samples were certainly lost, and history has none of them.
    if (span.isCertain === true && span.refs === undefined && values === 0) return partsOf(span, undefined);
    const parts = partsOf(span, unfilledRefs(span, filled, found), span.refs);
    // While the server itself was down, nothing was recorded.
    return serverStart > span.from
      ? [...parts, ...partsOf({ ...span, to: Math.min(span.to, serverStart) }, span.refs)]
      : parts;
  }

  #reportHistory(timestamps: HistoryTimestamps | "none", reason = ""): void {
    const { id, post } = this.#options;
    const detail = timestamps === "both" ? undefined : timestamps === "none" ? reason : `${timestamps} timestamps only`;
    post({ kind: "limit", id, what: "history", detail });
    post({ kind: "history", id, timestamps });
  }

  #report(level: "info" | "warn", text: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.post({ kind: "log", id: this.#options.id, level, text, fields });
  }
}

/** Tags that history did not fill. */
function unfilledRefs(span: Span, { left, empty }: Backfilled, found: readonly ResolvedItem[]): readonly number[] {
  const isSure = span.isCertain === true && span.refs !== undefined;
  const unfilled = [
    ...left.map(({ item }) => item),
    ...(isSure ? empty : []),
    ...found.filter(({ item }) => item.targets.length === 0),
  ];
  return unfilled.flatMap(({ item }) => [
    ...item.targets.map(({ ref }) => ref),
    ...(item.waveform?.says === "points" ? [item.waveform.ref] : []),
  ]);
}

/** The span for each of these tags; for the whole source where they are many, or not named. */
function partsOf(
  { refs: _, isCertain: __, ...span }: Span,
  refs: readonly number[] | undefined,
  among?: readonly number[],
): readonly GapPart[] {
  if (refs === undefined || refs.length > MOST_TAGS) return [span];
  const { lost, ...unnumbered } = span;
  // How the lost samples divide among several tags is unknown.
  const each = refs.length === 1 && lost !== undefined ? { ...unnumbered, lost } : unnumbered;
  return refs.filter((ref) => among === undefined || among.includes(ref)).map((ref) => ({ ...each, ref }));
}
