import type { EdgeEvent, GapRecord } from "../../contracts/path/event-batch.ts";
import { isOnPath } from "../../contracts/path/gap-scope.ts";
import { LINKS_CHANGED, type LinksChange } from "../../contracts/path/live-links.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Within this time after a gap, missed events arrive late or are inferred from the next moves. */
const HOLD_US = 60e6;
/** Maximum number of remembered links and sources, and of places with their reporting sources. */
const MOST = 10_000;

export interface SourceGapState {
  readonly startedAt: Micros | null;
  readonly silent: readonly string[];
  readonly gaps: Readonly<Record<string, Micros>>;
  readonly reporters: Readonly<Record<string, readonly string[]>>;
}

/** Field of `reporters` in states of the previous release. */
export interface FormerNames {
  readonly tellers?: SourceGapState["reporters"];
}

/** Events that report a loss of a source. */
export const GAP_EVENTS = [LINKS_CHANGED, "gap.declared", "events.missing"] as const;

/**
 * Tracks the sources that are silent or recently lost data, and the sources that report on each place. If record and
 * observation come from a source that has just lost samples or events, a difference proves nothing about the plant: the
 * loss is declared elsewhere.
 */
export class SourceGaps {
  readonly #linkOf: (place: string) => string | undefined;
  readonly #silent: Set<string>;
  /** Time of the last loss, by link or source. */
  readonly #gaps: Map<string, Micros>;
  /** Links and sources whose events moved something to or from a place. */
  readonly #reporters: Map<string, Set<string>>;
  /** When the edge last began to listen: events before that were missed. */
  #startedAt: Micros;

  /** `linkOf`: name of the link that reads the asset at a place; undefined where the place is no asset. */
  constructor(linkOf: (place: string) => string | undefined, state?: SourceGapState & FormerNames) {
    this.#linkOf = linkOf;
    this.#startedAt = state?.startedAt ?? Number.NEGATIVE_INFINITY;
    this.#silent = new Set(state?.silent);
    this.#gaps = new Map(Object.entries(state?.gaps ?? {}));
    const reporters = Object.entries(state?.reporters ?? state?.tellers ?? {});
    this.#reporters = new Map(reporters.map(([place, names]) => [place, new Set(names)]));
  }

  get state(): SourceGapState {
    const reporters = Object.fromEntries([...this.#reporters].map(([place, names]) => [place, [...names].sort()]));
    const startedAt = Number.isFinite(this.#startedAt) ? this.#startedAt : null;
    return { startedAt, silent: [...this.#silent].sort(), gaps: Object.fromEntries(this.#gaps), reporters };
  }

  take({ type, payload, receivedAt }: EdgeEvent): void {
    if (type === LINKS_CHANGED) this.#takeLinks(payload as unknown as LinksChange, receivedAt);
    // A gap of single tags does not concern events, and the next sample of a level is complete again.
    else if (typeof payload["source"] === "string" && (payload as unknown as GapRecord).tagUid === undefined)
      this.#lost(payload["source"], receivedAt);
  }

  /** A source reported a subject that is at a place, or has just left it. */
  note(source: string, places: readonly (string | undefined)[]): void {
    for (const place of places) {
      if (place === undefined) continue;
      const link = this.#linkOf(place);
      const reporter = link !== undefined && sourceOf(link) === source ? link : source;
      const known = this.#reporters.get(place);
      if (known !== undefined) known.add(reporter);
      else if (this.#reporters.size < MOST) this.#reporters.set(place, new Set([reporter]));
    }
  }

  /** Whether a source that reports on or observes one of the places is silent or recently lost data. */
  isHeld(places: readonly (string | undefined)[], now: Micros): boolean {
    if (now - this.#startedAt < HOLD_US) return true;
    for (const place of places) {
      if (place === undefined) continue;
      const link = this.#linkOf(place);
      if (link !== undefined && this.#isInTrouble(link, now)) return true;
      for (const reporter of this.#reporters.get(place) ?? [])
        if (reporter !== link && this.#isInTrouble(reporter, now)) return true;
    }
    return false;
  }

  /** A link, or a source: which of its links reported is not known, so that only its own gaps hold. */
  #isInTrouble(name: string, now: Micros): boolean {
    if (this.#silent.has(name)) return true;
    const isLink = sourceOf(name) !== name;
    for (const [gapOf, at] of this.#gaps)
      if (now - at < HOLD_US && (isLink ? isOnPath(gapOf, name) : gapOf === name)) return true;
    return false;
  }

  #takeLinks({ isWhole, live, silent }: LinksChange, at: Micros): void {
    if (isWhole) {
      this.#startedAt = at;
      this.#silent.clear();
    }
    if (!Array.isArray(live) || !Array.isArray(silent)) return;
    for (const name of live) if (this.#silent.delete(name)) this.#lost(name, at);
    for (const name of silent) if (this.#silent.size < MOST) this.#silent.add(name);
  }

  #lost(name: string, at: Micros): void {
    for (const [gapOf, lost] of this.#gaps) if (at - lost >= HOLD_US) this.#gaps.delete(gapOf);
    if (this.#gaps.size < MOST || this.#gaps.has(name)) this.#gaps.set(name, at);
  }
}

/** A link is named `source` or `source/device`. */
export function sourceOf(link: string): string {
  const slash = link.indexOf("/");
  return slash < 0 ? link : link.slice(0, slash);
}
