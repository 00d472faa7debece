import type { Logger } from "pino";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import { LINKS_CHANGED, type LinksState, LiveLinks } from "../../contracts/path/live-links.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { MaterialConfig } from "../material/config.ts";
import { MaterialStore } from "../material/material-store.ts";
import { MaterialTwin } from "../material/material-twin.ts";
import { Reconciliation, type ReconciliationState } from "../material/reconciliation.ts";
import { GAP_EVENTS } from "../material/source-gaps.ts";
import { answersOfMaterial, type MaterialAnswered } from "./answer-material.ts";

const HOUR_US = 3600e6;
/** Maximum number of pieces deleted from the file per hour. */
const FORGET_AT_ONCE = 10_000;
const EVENTS = ["piece.", "pallet.", "order.", "lot.", "shipment.", "stock.", ...GAP_EVENTS] as const;

export interface MaterialOptions {
  readonly config: MaterialConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
  /** Asset that carries alerts about places that are no assets. */
  readonly edgeUid: AssetUid;
  /** Name of a tag's link. */
  readonly linkOf: (tag: Tag) => string;
}

/** Places of pieces by their reports, compared with observations. */
export class MaterialFollower implements Follower {
  readonly name = "material";
  readonly needs: FollowerNeeds;
  readonly twin: MaterialTwin;
  readonly store: MaterialStore;
  readonly reconciliation: Reconciliation;
  readonly answers: MaterialAnswered;
  readonly #options: MaterialOptions;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #links: LiveLinks;
  #mark: FollowerMark;
  /** Whether alerts of an earlier release may stand, whose file does not say which: they are ended once. */
  #isFresh: boolean;
  #tickedAt: Micros;
  /** Pieces that left earlier are deleted with the next write; NaN: none are. */
  #forgetBefore: Micros = Number.NaN;

  constructor(options: MaterialOptions) {
    this.#options = options;
    const { config, plant, tags, path, log, follows, edgeUid, linkOf } = options;
    this.store = new MaterialStore(path, log, follows);
    this.#mark = this.store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.#isFresh = (this.store.state("isFresh") as boolean | undefined) ?? true;
    this.#read = materialReader(plant);
    const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
    const read = tags
      .all()
      .flatMap((tag) => (tag.isDerived === true ? [] : [{ tag, label: labels.get(tag.assetUid) ?? "" }]));
    this.twin = new MaterialTwin(config, this.store, read);
    const uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
    const linkOfPlace = new Map(read.map(({ tag, label }) => [label, linkOf(tag)]));
    this.reconciliation = new Reconciliation({
      config,
      twin: this.twin,
      tags: read,
      edgeUid,
      assetOf: (place) => uids.get(place),
      linkOf: (place) => linkOfPlace.get(place),
      isLive: (ref) => this.#links.isLive(ref),
      state: this.#stored(),
    });
    this.twin.listen(this.reconciliation);
    const { twin, store, reconciliation } = this;
    this.answers = answersOfMaterial({ twin, store, reconciliation, config, plant });
    const watches = [...new Set([...this.reconciliation.watches, ...this.twin.watches])];
    this.needs = { tags: watches, events: EVENTS, waveforms: false };
    const linkOfRef = new Map(watches.map((ref: TagRef) => [ref, linkOf(tags.at(ref) as Tag)]));
    this.#links = new LiveLinks(linkOfRef, this.store.state("links") as LinksState | undefined);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.store.note;
  }

  get waiting(): number {
    return this.twin.waiting;
  }

  observe(samples: SampleBatch): void {
    this.#links.observe(samples);
    this.twin.observe(samples);
    this.reconciliation.observe(samples);
  }

  take(event: EdgeEvent): void {
    if ((GAP_EVENTS as readonly string[]).includes(event.type)) {
      if (event.type === LINKS_CHANGED) this.#links.take(event);
      this.reconciliation.lost(event);
      return;
    }
    const material = this.#read(event);
    if (material === undefined) return;
    const before = this.twin.counters.refused;
    this.reconciliation.note(material);
    this.twin.take(material);
    // A hostile publisher could fill the log with more.
    for (const reason of Object.keys(this.twin.counters.refused))
      if (!Object.hasOwn(before, reason))
        this.#options.log.warn(
          { reason },
          "a listing of stock was refused; further ones of this kind are only counted",
        );
  }

  tick(now: Micros): FollowerOutput | undefined {
    this.twin.look(now);
    const findings: readonly Finding[] = [
      ...(this.#isFresh ? this.reconciliation.leftBehind() : []),
      ...this.reconciliation.tick(now),
    ];
    this.#isFresh = false;
    const { config, deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, config.keepDays, deletionTime);
    this.#tickedAt = now;
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    const links = this.#links.state;
    // Values of their own, because they are large and mostly the same as at the last write.
    const { levels, mismatches, ...reconciliation } = this.reconciliation.state;
    this.twin.write(mark, { reconciliation, levels, mismatches, links, isFresh: this.#isFresh });
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    this.store.forget(this.#forgetBefore, FORGET_AT_ONCE);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.store.close();
  }

  #stored(): ReconciliationState | undefined {
    const state = this.store.state("reconciliation") as ReconciliationState | undefined;
    const [levels, mismatches] = [this.store.state("levels"), this.store.state("mismatches")];
    return state === undefined ? undefined : ({ ...state, levels, mismatches } as ReconciliationState);
  }
}
