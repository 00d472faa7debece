/** A plant with manually switched links, sources and load, and its alarms. */

import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { SourceHealth } from "../../../edge/contracts/path/health.ts";
import type { StrainState } from "../../../edge/contracts/path/strain.ts";
import type { LinkState } from "../../../edge/contracts/path/twin.ts";
import type { AssetUid, LinkRef } from "../../../edge/contracts/plant/tag.ts";
import { createCauseWatch } from "../../../edge/detect/causes/cause-watch.ts";
import { plainAttributes } from "../../../edge/detect/rules/alert-attributes.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { isBacklog, type StorageState, storageFindings } from "../../../edge/historian/log/storage-findings.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { BenchPlant, configOf, log, S, T0 } from "../detect/bench-plant.ts";

export const EDGE = "urn:gemba:edge:e" as AssetUid;
const WELL: StorageState = {
  backlogShare: 0,
  slowest: "historian",
  waitingMs: 0,
  wentUnread: false,
  isLow: false,
  problem: undefined,
  refused: undefined,
};
export const CALM: StrainState = {
  stands: false,
  isForming: false,
  reasons: [],
  isHeld: false,
  backlog: { share: 0, stands: false },
};

const PEERS: ReadonlyMap<string, string> = new Map([
  ["fleet", "10.0.0.1:1883"],
  ["people", "10.0.0.1:1883"],
  ["turning", "10.0.0.2:4840"],
]);

/** The source of each link. */
function plantOf(vehicles: number): readonly string[] {
  return [...Array<string>(vehicles).fill("fleet"), ...Array<string>(4).fill("people"), "turning", "milling", "robots"];
}

/** Sources with one link each. */
export function servers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `plc-${i}`);
}

/**
 * A plant whose links and sources are switched by hand: `fleet` and `people` on one broker, three OPC UA servers, one
 * link each.
 */
export class Rig {
  readonly plant: BenchPlant;
  readonly links: { ref: LinkRef; source: string; name: string; live: boolean; ageMs: number | undefined }[] = [];
  readonly states = new Map<string, SourceHealth["state"]>();
  strain: StrainState = CALM;
  /** Backlog of the commit log, as a share of its bound. */
  backlogShare = 0;
  book!: OpenAlertBook;
  watch!: RuleDetector;
  at = T0;
  readonly #dir: string;

  readonly #peers: ReadonlyMap<string, string>;

  constructor(dir: string, vehicles = 12, { sources = plantOf(vehicles), peers = PEERS } = {}) {
    this.#dir = dir;
    this.#peers = peers;
    this.plant = new BenchPlant(sources.map((_, i) => ({ label: `A${i}`, tags: [{ signal: "x", link: i }] })));
    sources.forEach((source, i) => {
      const tag = this.plant.tags.at(this.plant.ref(`A${i}`, "x"));
      if (tag !== undefined) (tag as { source: string }).source = source;
      const name = sources.filter((one) => one === source).length > 1 ? `${source}/${i}` : source;
      this.links.push({ ref: i as LinkRef, source, name, live: true, ageMs: 100 });
      this.states.set(source, "running");
    });
  }

  async open(stale: object = {}): Promise<this> {
    const clock = () => this.at;
    this.book = await openAlertBook({ dir: this.#dir, edge: "e", clock, log, journal: new MemoryJournal() });
    const config = configOf({ stale: { startGraceS: 0, ...stale } }).stale;
    const causes = { edgeUid: EDGE, peers: this.#peers, sources: () => this.#sources(), strain: () => this.strain };
    const links = () => this.links as unknown as LinkState[];
    this.watch = createCauseWatch(config, { ...this.plant.context, links, causes }) as RuleDetector;
    this.book.follow({
      keys: this.watch.keys,
      attributesOf: (_rule, _asset, kind) => plainAttributes(kind),
      suppressionOf: () => undefined,
      causeOf: ({ rule, assetUid }) => this.watch.causeOf?.(rule, assetUid),
    });
    return this;
  }

  /** Lets seconds pass; in each second the detectors tick, then the book. */
  pass(seconds: number): this {
    for (let i = 0; i < seconds; i++) {
      this.at += S;
      const backlog = { share: this.backlogShare, stands: isBacklog({ backlogShare: this.backlogShare }) };
      this.strain = { ...this.strain, backlog };
      this.book.apply(this.watch.tick?.(this.at) ?? []);
      const storage = storageFindings({ ...WELL, backlogShare: this.backlogShare }, EDGE, this.at);
      this.book.apply(storage.filter(({ rule }) => rule === "edge/log-backlog"));
      this.book.tick(this.at);
    }
    return this;
  }

  set(source: string, live: boolean, only = Number.POSITIVE_INFINITY): this {
    this.links
      .filter((link) => link.source === source)
      .slice(0, only)
      .forEach((link) => {
        link.live = live;
      });
    return this;
  }

  /** The broker is gone: its sources are not connected. */
  disconnect(...sources: string[]): this {
    for (const source of sources) this.set(source, false).states.set(source, "degraded");
    return this;
  }

  connect(...sources: string[]): this {
    for (const source of sources) this.set(source, true).states.set(source, "running");
    return this;
  }

  /** Visible alarms. */
  seen(): AlertView[] {
    return this.book.standing().filter(({ state }) => state !== "suppressed");
  }

  rules(): string[] {
    return this.seen()
      .map(({ rule }) => rule)
      .sort();
  }

  #sources() {
    return [...this.states].map(([name, state]) => ({
      name,
      state,
      ...(state === "degraded" ? { reason: "connect ECONNREFUSED" } : {}),
    }));
  }
}
