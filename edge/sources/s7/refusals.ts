/** Reports the places that a controller refuses to read: once each, with what to do. */
import { type Cause, causeInWords, sentence } from "../../contracts/alerts/causes.ts";
import type { SourceContext } from "../../contracts/path/plugin.ts";
import { AREA } from "./address.ts";
import type { Block } from "./plan.ts";

/** Return codes of items (0x05 and 0x0a also come for blocks with optimised access). */
const NO_ACCESS = 0x03;
const OUT_OF_RANGE = 0x05;
const NOT_THERE = 0x0a;
/** Further places are counted, and no longer named. */
const MOST_NAMED = 200;

/** Whether the code is about a whole block, so that its parts would be refused too. */
export function isWhole(code: number): boolean {
  return code === NO_ACCESS || code === NOT_THERE;
}

export class Refusals {
  readonly #context: Pick<SourceContext, "counters" | "log">;
  readonly #named = new Set<string>();

  constructor(context: Pick<SourceContext, "counters" | "log">) {
    this.#context = context;
  }

  note(block: Block, code: number): void {
    const place = isWhole(code) && block.area === AREA.db ? `DB${block.db}` : (block.items[0]?.where ?? "");
    const key = `${place} ${code}`;
    if (this.#named.has(key) || this.#named.size >= MOST_NAMED) return;
    this.#named.add(key);
    const what = sentence(causeInWords(causeFor(place, code)), "en");
    this.#context.counters.lastDrift = what;
    this.#context.log.warn({ place, code, what }, "the controller refuses to read");
  }
}

function causeFor(place: string, code: number): Cause {
  switch (code) {
    case NOT_THERE:
      return { code: "s7-not-there", params: { block: place } };
    case OUT_OF_RANGE:
      return { code: "s7-out-of-range", params: { block: place } };
    case NO_ACCESS:
      return { code: "s7-no-access", params: { block: place } };
    default:
      return { code: "s7-item-refused", params: { block: place, status: code.toString(16).padStart(2, "0") } };
  }
}
