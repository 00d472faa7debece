import { causeInWords, sentence } from "../contracts/alerts/causes.ts";
import { count, type SourceContext } from "../contracts/path/plugin.ts";
import type { TagRef } from "../contracts/plant/tag.ts";

/** OPC 10000-4, 7.39. */
const GOOD = 0;
const UNCERTAIN = 0x4000_0000;

/**
 * Whole numbers beyond 2^53 that a number does not hold exactly: counted, and reported once for each tag (rule K20).
 */
export class InexactNumbers {
  readonly #context: Pick<SourceContext, "counters" | "log" | "tags">;
  readonly #named = new Set<TagRef>();

  constructor(context: Pick<SourceContext, "counters" | "log" | "tags">) {
    this.#context = context;
  }

  /**
   * The status of a sample with this whole number: Uncertain where a Good number is not exact. `digits` is the number
   * in full.
   */
  statusOf(
    ref: TagRef,
    value: number,
    { status, digits }: { readonly status: number; readonly digits: () => string },
  ): number {
    if (Number.isSafeInteger(value)) return status;
    const { counters, log, tags } = this.#context;
    count(counters, "inexact");
    if (!this.#named.has(ref)) {
      this.#named.add(ref);
      const tag = tags.at(ref)?.tagUid ?? String(ref);
      const what = sentence(causeInWords({ code: "digits-lost", params: { tag, digits: digits() } }), "en");
      counters.lastDrift = what;
      log.warn({ what }, "a number is not exact");
    }
    return status === GOOD ? UNCERTAIN : status;
  }
}
