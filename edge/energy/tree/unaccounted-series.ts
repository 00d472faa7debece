/** The share of each medium that no meter below its root accounts for, of each closed hour as a sample (QC20). */
import type { BatchBuilder } from "../../batch/builder.ts";
import { BAD_NO_DATA, derivedFlags, type Micros } from "../../contracts/path/sample-batch.ts";
import { type AssetUid, type TagRef, type TagTable, tagUidOf } from "../../contracts/plant/tag.ts";
import { HOUR_US, HourPublishing, type HourState } from "../../contracts/quality/hour-publishing.ts";
import { KEY_FIGURES, UNACCOUNTED } from "../../contracts/quality/key-figures.ts";
import type { MediaTree } from "./media-tree.ts";

/** Counters that are read each few minutes have passed the end of the hour by then. */
const LAG_US = 1200e6;

interface Parts {
  readonly tree: MediaTree;
  readonly tags: Pick<TagTable, "find">;
  /** The asset of a meter's label. */
  readonly assetOf: (label: string) => AssetUid;
  readonly isSimulated: boolean;
}

export class UnaccountedSeries {
  readonly #tree: MediaTree;
  readonly #hours: HourPublishing;
  readonly #refs: ReadonlyMap<string, TagRef>;
  readonly #flags: number;

  constructor({ tree, tags, assetOf, isSimulated }: Parts, state: HourState | undefined) {
    this.#tree = tree;
    this.#hours = new HourPublishing(LAG_US, state);
    this.#flags = derivedFlags(isSimulated);
    this.#refs = new Map(
      tree.nodes.flatMap(({ id, parent }) => {
        const tag = parent < 0 ? tags.find(tagUidOf(assetOf(id), KEY_FIGURES, UNACCOUNTED)) : undefined;
        return tag === undefined ? [] : [[id, tag.ref] as const];
      }),
    );
  }

  get state(): HourState {
    return this.#hours.state;
  }

  /** The hour of the first tick is the first one that is published. */
  tick(now: Micros, builder: BatchBuilder): void {
    if (this.#refs.size === 0) return;
    if (this.#hours.state.newest === null) this.#hours.changed(now);
    for (const hour of this.#hours.due(now)) {
      const { trees } = this.#tree.view(hour * HOUR_US, (hour + 1) * HOUR_US);
      for (const { root, unaccountedShare: share } of trees) {
        const ref = this.#refs.get(root);
        if (ref === undefined) continue;
        const isKnown = share !== null && this.#hours.wasSeen(hour);
        const time = (hour + 1) * HOUR_US;
        builder.add(ref, time, isKnown ? 100 * share : Number.NaN, isKnown ? 0 : BAD_NO_DATA, this.#flags);
      }
    }
  }
}
