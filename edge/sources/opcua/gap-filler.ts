/** What may be missing: filled from the server's history, else declared. Runs in the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Micros } from "../../contracts/sample-batch.ts";
import { backfill } from "./backfill.ts";
import type { RawSession } from "./client.ts";
import type { Post } from "./connection.ts";
import type { Intake } from "./intake.ts";
import type { GapPart, PlannedItem, Span } from "./messages.ts";
import type { ResolvedItem } from "./resolve-paths.ts";

/** Tags that are declared one by one; more are declared as the whole source. */
const MOST_PARTS = 100;
/** A link that breaks while history is read is repaired meanwhile; then the span is read again. */
const ATTEMPTS = 5;
const ATTEMPT_EVERY_MS = 1000;
const NO_LINK = /not connected|Invalid Channel|Connection Break|Connection aborted|BadConnectionClosed|BadSecureChannel|has been closed|disconnected|premature|BadSession/i;

export interface GapFillerOptions {
  readonly id: number;
  readonly session: RawSession;
  readonly intake: Intake;
  readonly post: Post;
  /** Nodes per HistoryRead. */
  readonly limit: number;
  /** StartTime of the server: nothing recorded what was before it, however long its history is. */
  readonly serverStart: Micros;
  /** Every item of the plan with its node. */
  resolve(): Promise<{ readonly found: readonly ResolvedItem[]; readonly missing: readonly { readonly item: PlannedItem }[] }>;
  isOver(): boolean;
}

/**
 * One span after the other: `owed` is posted first, so that a connection that
 * ends meanwhile leaves it to the next one; `settled` says what stays missing.
 */
export class GapFiller {
  readonly #options: GapFillerOptions;
  #queue: Promise<void> = Promise.resolve();
  #hasHistory = true;

  constructor(options: GapFillerOptions) {
    this.#options = options;
  }

  /** A span that main does not know of. */
  owe(span: Span): void {
    this.#options.post({ kind: "owed", id: this.#options.id, owed: span });
    this.fill(span);
  }

  /** A span that main knows of. */
  fill(span: Span): void {
    this.#queue = this.#queue.then(async () => {
      const left = await this.#leftOf(span);
      if (!this.#options.isOver()) this.#options.post({ kind: "settled", id: this.#options.id, owed: span, left });
    });
  }

  async #leftOf(span: Span): Promise<readonly GapPart[]> {
    const { session, intake, limit, isOver } = this.#options;
    for (let attempt = 1; this.#hasHistory && !isOver(); attempt++) {
      try {
        const { found } = await this.#options.resolve();
        const readable = found.filter(({ item }) => item.targets.length > 0);
        const { values, left } = await backfill(session, readable, span, { limit, isOver, onValues: (item, page) => intake.takeHistory(item.item, page) });
        if (left.length === readable.length) {
          this.#hasHistory = false;
          this.#say("info", "the server keeps no history of these tags; gaps are declared", { reason: left[0]?.reason });
          break;
        }
        this.#say("info", "missing samples were read from the server's history", { values, tags: readable.length - left.length, withoutHistory: left.length });
        const parts = partsOf(span, [...left.map(({ item }) => item), ...found.filter(({ item }) => item.targets.length === 0)]);
        // While the server itself was down nobody recorded anything.
        return this.#options.serverStart > span.from ? [...parts, { ...span, to: Math.min(span.to, this.#options.serverStart) }] : parts;
      } catch (error) {
        const { message } = error as Error;
        if (!NO_LINK.test(message) || attempt >= ATTEMPTS) {
          this.#hasHistory = NO_LINK.test(message);
          this.#say("info", "the server's history cannot be read; the gap is declared", { reason: message });
          break;
        }
        await sleep(ATTEMPT_EVERY_MS);
      }
    }
    return [span];
  }

  #say(level: "info" | "warn", text: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.post({ kind: "log", id: this.#options.id, level, text, fields });
  }
}

/** The span for each tag that has no history; for all of the source where they are many. */
function partsOf(span: Span, without: readonly ResolvedItem[]): readonly GapPart[] {
  const refs = without.flatMap(({ item }) => [...item.targets.map(({ ref }) => ref), ...(item.waveform?.says === "points" ? [item.waveform.ref] : [])]);
  return refs.length > MOST_PARTS ? [span] : refs.map((ref) => ({ ...span, ref }));
}
