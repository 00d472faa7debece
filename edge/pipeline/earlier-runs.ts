import type { Micros } from "../contracts/path/sample-batch.ts";
import { WHOLE_SOURCE } from "../contracts/path/source.ts";
import type { Account } from "./audit-memory.ts";

/** Samples of earlier runs of the edge, and what a source that has forgotten them may have lost since. */
export class EarlierRuns {
  readonly #sources: Map<string, { readonly at: Micros; readonly numbers: Map<string, number> }>;

  constructor(accounts: ReadonlyMap<string, Account>) {
    this.#sources = new Map(
      [...accounts].map(([source, { at, numbers }]) => [source, { at, numbers: new Map(numbers) }]),
    );
  }

  /**
   * The source and those of its publishers that an earlier run knew but the source met as new, each once, with the time
   * up to which their samples are on disk. Leaves out a publisher whose numbers continue without a break.
   */
  forgotten(
    source: string,
    met: ReadonlyMap<string, number>,
  ): readonly { readonly name: string; readonly at: Micros }[] {
    const known = this.#sources.get(source);
    if (known === undefined) return [];
    if (met.has(WHOLE_SOURCE)) {
      this.#sources.delete(source);
      return [{ name: source, at: known.at }];
    }
    const names: string[] = [];
    for (const [peer, number] of met) {
      const last = known.numbers.get(peer);
      known.numbers.delete(peer);
      if (last !== undefined && number !== last + 1) names.push(`${source}/${peer}`);
    }
    return names.map((name) => ({ name, at: known.at }));
  }
}
