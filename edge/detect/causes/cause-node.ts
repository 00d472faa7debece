import type { AlertMember } from "../../contracts/alerts/alert.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";

/** Members that a cause lists and that have separate alerts while it is active; the rest are only counted. */
export const MEMBERS_MAX = 100;

/** A part that outlives its cause stays hidden for at most this many on-delays while others still return. */
const OUTLIVES_MAX = 6;

/** Time for which a node must fail before it is raised, and be well before it is cleared, µs. */
export interface Delays {
  readonly onUs: number;
  readonly offUs: number;
}

export interface NodeNames {
  readonly rule: string;
  readonly carrier: AssetUid;
  readonly severity: number;
  /** The nodes below it; empty for a link. */
  readonly children?: readonly CauseNode[];
  /** Only nodes that failed for their on-delay fall with it; with any other cause, every node that fails. */
  readonly takesDueOnly?: boolean;
}

/**
 * One thing that can fail: a link, a source, an endpoint, the network of the edge, the edge. It knows the node above
 * it.
 */
export class CauseNode {
  readonly rule: string;
  readonly carrier: AssetUid;
  readonly severity: number;
  readonly children: readonly CauseNode[];
  readonly #takesDueOnly: boolean;
  up: CauseNode | undefined;
  /** Whether it fails now. */
  holds = false;
  /** Time since which it fails; NaN while it does not. */
  since: Micros = Number.NaN;
  /** Whether it has failed for its on-delay. */
  isRaised = false;
  /** The cause that hides it. */
  coveredBy: CauseNode | undefined;
  /** The children that fell together, where only these fall with it; undefined: every child that fails does. */
  reach: ReadonlySet<CauseNode> | undefined;
  /** The newest finding since the start, active or not; undefined: none yet. */
  said: boolean | undefined;
  /** Whether its on-delay may end now: after the start there is a longer grace. */
  mayStand = true;
  /** Messages while it is active, and when it is over. */
  words: { readonly on: LocalizedText; readonly off: LocalizedText } = {
    on: { zh: "", en: "" },
    off: { zh: "", en: "" },
  };
  #over: Micros = Number.NaN;
  #outlives: Micros = Number.NaN;
  /** When a node that fell with it last returned. */
  #returnedAt: Micros = Number.NEGATIVE_INFINITY;
  readonly #failed = new Set<CauseNode>();
  readonly #fell = new Map<CauseNode, Micros>();
  #members: readonly AlertMember[] | undefined;

  constructor({ rule, carrier, severity, children = [], takesDueOnly = false }: NodeNames) {
    this.#takesDueOnly = takesDueOnly;
    this.rule = rule;
    this.carrier = carrier;
    this.severity = severity;
    this.children = children;
    for (const child of children) child.up = this;
  }

  /** Whether it is a separate cause: failed for its on-delay and not hidden by a node above it. */
  get stands(): boolean {
    return this.isRaised && this.coveredBy === undefined;
  }

  /** Share of the children that fell with it and still fail, 0 to 1. */
  get stillFailing(): number {
    for (const child of this.children) if (child.holds && this.#takes(child)) this.#failed.add(child);
    const failing = [...this.#failed].filter(({ holds }) => holds).length;
    return this.#failed.size === 0 ? 0 : failing / this.#failed.size;
  }

  /** Takes its present state. A failure that is shorter than the on-delay has no effect. */
  observe(holds: boolean, now: Micros, { offUs }: Delays): void {
    this.holds = holds;
    if (holds) {
      this.#over = Number.NaN;
      // Also where the clock was set back.
      if (!(this.since <= now)) this.since = now;
      return;
    }
    if (!this.isRaised && this.coveredBy === undefined) {
      this.since = Number.NaN;
      return;
    }
    if (!(this.#over <= now)) this.#over = now;
    if (now - this.#over < offUs) return;
    if (this.coveredBy !== undefined) this.coveredBy.#returnedAt = now;
    this.#end();
  }

  /** Whether it has failed for the on-delay; for a node with children, whether one of them has. */
  isDue(now: Micros, delays: Delays): boolean {
    if (!this.holds || !this.mayStand) return false;
    if (this.children.length === 0 || this.#takesDueOnly) return now - this.since >= delays.onUs;
    return this.children.some((child) => child.isDue(now, delays));
  }

  /** Decides, after all nodes above did. `isHeld`: a node above may be about to fail, so nothing is raised yet. */
  settle(now: Micros, delays: Delays, isHeld: boolean): void {
    const cause = this.#topCause();
    if (cause !== undefined) this.#fallWith(cause);
    else if (this.coveredBy !== undefined) this.#outlive(this.coveredBy, now, delays);
    if (this.isRaised || !this.isDue(now, delays)) return;
    if (isHeld && cause === undefined && now - this.since < 3 * delays.onUs) return;
    this.#raise();
  }

  /** The nodes that fell with it, the newest first. */
  members(): { readonly members: readonly AlertMember[]; readonly memberCount: number } {
    if (this.#members === undefined) {
      const newest = [...this.#fell].sort(([, a], [, b]) => b - a).slice(0, MEMBERS_MAX);
      this.#members = newest.map(([{ carrier, rule }, since]) => ({ assetUid: carrier, rule, since }));
    }
    return { members: this.#members, memberCount: this.#fell.size };
  }

  #raise(): void {
    this.isRaised = true;
    this.#fell.clear();
    this.#members = undefined;
    this.#failed.clear();
    for (const child of this.children) if (child.holds && this.#takes(child)) this.#failed.add(child);
  }

  #fallWith(cause: CauseNode): void {
    this.#outlives = Number.NaN;
    if (!this.holds) return;
    this.coveredBy = cause;
    if (this.children.length > 0 || cause.#fell.has(this) || (cause.#takesDueOnly && !this.isRaised)) return;
    cause.#fell.set(this, this.since);
    cause.#members = undefined;
  }

  /**
   * Called when its cause is over and it still fails: it becomes a separate alarm when no other node that fell with the
   * cause has returned for its on-delay.
   */
  #outlive(cause: CauseNode, now: Micros, { onUs }: Delays): void {
    if (!(this.#outlives <= now)) this.#outlives = now;
    const newest = Math.max(this.#outlives, cause.#returnedAt);
    if (!this.holds || (now - newest < onUs && now - this.#outlives < OUTLIVES_MAX * onUs)) return;
    this.coveredBy = undefined;
    this.#outlives = Number.NaN;
    this.isRaised = true;
  }

  #end(): void {
    this.isRaised = false;
    this.coveredBy = undefined;
    this.since = Number.NaN;
    this.#over = Number.NaN;
    this.#outlives = Number.NaN;
  }

  #topCause(): CauseNode | undefined {
    let top: CauseNode | undefined;
    let below: CauseNode = this;
    for (let node = this.up; node !== undefined; node = node.up) {
      if (node.stands && node.#takes(below)) top = node;
      below = node;
    }
    return top;
  }

  /** Whether a child that fails falls with it; one that fell with it stays so. */
  #takes(child: CauseNode): boolean {
    return this.reach === undefined || this.reach.has(child) || child.coveredBy === this;
  }
}
