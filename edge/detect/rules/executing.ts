import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { Watchlist } from "../watchlist.ts";

/** MachineryItemState Executing of OPC 40001-1. */
const EXECUTING = 3;

/** Knows for each watched tag whether its asset is executing. Tags of assets without an item state never are. */
export class ExecutingGate {
  readonly refs: readonly TagRef[];
  readonly #states: Watchlist;
  readonly #current: Float64Array;
  /** Index of the state tag for each watched tag, -1 for none. */
  readonly #stateOf: Int32Array;

  constructor(watched: readonly Tag[], tags: TagTable) {
    const stateTags: Tag[] = [];
    this.#stateOf = new Int32Array(watched.length).fill(-1);
    watched.forEach((tag, index) => {
      const state = tags.ofAsset(tag.assetUid).find((other) => other.role === "item-state");
      if (state === undefined) return;
      const known = stateTags.indexOf(state);
      this.#stateOf[index] = known >= 0 ? known : stateTags.push(state) - 1;
    });
    this.#states = new Watchlist(stateTags);
    this.#current = new Float64Array(stateTags.length).fill(Number.NaN);
    this.refs = this.#states.refs;
  }

  observe(samples: SampleBatch, at: number): void {
    const index = this.#states.admit(samples, at);
    if (index >= 0) this.#current[index] = samples.values[at] as number;
  }

  isExecuting(watched: number): boolean {
    const state = this.#stateOf[watched] as number;
    return state >= 0 && this.#current[state] === EXECUTING;
  }
}
