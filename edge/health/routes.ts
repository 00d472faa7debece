/** Which receivers get the samples of which tag: a table of columns, so that a sample costs two look-ups. */
import type { TagRef } from "../contracts/plant/tag.ts";

/** The tags of one receiver; the index of a tag is its input there. */
export interface Inputs {
  readonly inputs: readonly TagRef[];
}

export class Routes {
  /** Receivers of tag `ref` are at indexes `starts[ref]` to `starts[ref + 1]` of the columns below. */
  readonly starts: Uint32Array;
  readonly receivers: Uint32Array;
  readonly inputs: Uint32Array;

  /** @param size one more than the highest TagRef */
  constructor(all: readonly Inputs[], size: number) {
    this.starts = new Uint32Array(size + 1);
    for (const { inputs } of all) for (const ref of inputs) this.starts[ref + 1] = (this.starts[ref + 1] as number) + 1;
    for (let ref = 0; ref < size; ref++)
      this.starts[ref + 1] = (this.starts[ref + 1] as number) + (this.starts[ref] as number);
    const next = this.starts.slice();
    const total = this.starts[size] as number;
    this.receivers = new Uint32Array(total);
    this.inputs = new Uint32Array(total);
    for (const [receiver, { inputs }] of all.entries())
      for (const [input, ref] of inputs.entries()) {
        const at = next[ref] as number;
        next[ref] = at + 1;
        this.receivers[at] = receiver;
        this.inputs[at] = input;
      }
  }
}
