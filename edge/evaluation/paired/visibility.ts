/** When each fault begins to show in the published data: rule E25 in docs/rules/evaluation.md. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { CLOCK_US } from "../../historian/recording/arrival-order.ts";
import { bearingOf } from "../expectations.ts";
import type { TrueFault } from "../truth.ts";
import type { Differences } from "./differences.ts";

/**
 * A tag that already differed within this time before a fault began is no evidence of it: something else was the cause.
 */
const BEFORE_US = 600e6;
/** Kinds that act on the wire: no value differs, so the truth states when they show. */
const ON_THE_WIRE: ReadonlySet<string> = new Set(["network-loss", "clock-jump"]);

/** Whether a fault shows, and where first. */
export interface Visibility {
  /** µs UTC, by the plant's clock. Absent: it did not show. */
  readonly at?: Micros;
  /** Uid of the tag that differed first, or the alarms of its controller; absent where the truth states the time. */
  readonly first?: string;
  /** Number of tags on which it could have shown, had other faults not changed them before it began. */
  readonly taken: number;
}

interface Watching {
  readonly fault: TrueFault;
  readonly refs: readonly TagRef[];
  readonly taken: number;
}

interface Parts {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly differences: Differences;
  /** Faults of the truth so far; further ones follow. */
  readonly faults: readonly TrueFault[];
}

export class VisibilityWatch {
  readonly #parts: Parts;
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #found = new Map<TrueFault, Visibility>();
  #watching: Watching[] = [];
  #begun = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#assets = new Map(parts.plant.assets.map((asset) => [asset.assetUid, asset]));
  }

  /** Call it after the differences of the second that arrived until `at`. */
  second(at: Micros): void {
    const now = at - CLOCK_US;
    const { faults, differences, tags } = this.#parts;
    for (; this.#begun < faults.length; this.#begun++) {
      const fault = faults[this.#begun] as TrueFault;
      if (fault.beginsAt > now) break;
      this.#begin(fault);
    }
    this.#watching = this.#watching.filter(({ fault, refs, taken }) => {
      if (now > (fault.repairedAt ?? Number.POSITIVE_INFINITY) + 2 * CLOCK_US) return false;
      const ref = refs.find((one) => differences.differs(one));
      if (ref === undefined) return true;
      const first = tags.at(ref)?.tagUid ?? `alarms of ${fault.asset}`;
      this.#found.set(fault, { at: Math.max(fault.beginsAt, now), first, taken });
      return false;
    });
  }

  of(fault: TrueFault): Visibility {
    return this.#found.get(fault) ?? { taken: 0 };
  }

  #begin(fault: TrueFault): void {
    if (ON_THE_WIRE.has(fault.kind)) {
      const { observableAt } = fault;
      this.#found.set(fault, { ...(observableAt === undefined ? {} : { at: observableAt }), taken: 0 });
      return;
    }
    const { plant, tags, differences } = this.#parts;
    const showing = tags.all().flatMap((tag) => (tag.isDerived !== true && this.#isShownBy(fault, tag) ? tag.ref : []));
    const own = plant.assets.find(({ label }) => label === fault.asset);
    const alarms = own === undefined ? undefined : differences.conditionsOf(own.assetUid);
    if (alarms !== undefined) showing.push(alarms);
    // Times of differences are arrival times. The second in which the fault begins may already show it.
    const arrival = fault.beginsAt + CLOCK_US;
    const free = showing.filter((ref) => !differences.hasDifferedBetween(ref, arrival - BEFORE_US, arrival));
    const taken = showing.length - free.length;
    this.#found.set(fault, { taken });
    this.#watching.push({ fault, refs: free, taken });
  }

  /**
   * Whether the tag can show the fault: any tag of its own asset, or a tag of another on which a finding would be
   * right.
   */
  #isShownBy(fault: TrueFault, { assetUid, component, signal }: Tag): boolean {
    const asset = this.#assets.get(assetUid);
    if (asset === undefined) return false;
    if (asset.label === fault.asset) return true;
    const said = { rule: "", label: asset.label, component, signal, kind: "process" } as const;
    return bearingOf(fault, said, asset) === "right";
  }
}
