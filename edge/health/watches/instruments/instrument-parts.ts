import type { Tag } from "../../../contracts/plant/tag.ts";
import { COUNTS, Counters } from "./counters.ts";
import { Frozen } from "./frozen.ts";
import { type InstrumentColumns, type Numbers, type Places, partsOf, setParts } from "./instrument-columns.ts";
import { InstrumentTimes } from "./instrument-times.ts";
import { NoiseLevel } from "./noise-level.ts";

/**
 * State of the instruments of an asset, in columns that all its watches share: columns of their own for one or two
 * instruments each would take more memory than the numbers in them.
 */
export class InstrumentParts {
  readonly times: InstrumentTimes;
  readonly frozen: Frozen;
  readonly noise: NoiseLevel;
  readonly counters: Counters;
  /** 1 while there is, or was in the last second, something to judge about it. Not stored: a start wakes all. */
  readonly isAwake: Uint8Array;

  /** `tags`: component by component. */
  constructor(tags: readonly Tag[]) {
    this.times = new InstrumentTimes(tags.map(isSteady));
    this.frozen = new Frozen(this.times);
    this.noise = new NoiseLevel(this.times);
    this.counters = new Counters(Uint8Array.from(tags, countOf));
    this.isAwake = new Uint8Array(tags.length).fill(1);
  }

  snapshot(places: Places): { readonly parts: readonly unknown[]; readonly numbers: readonly Numbers[] } {
    return {
      parts: this.#parts.map((part) => part.snapshot(places)),
      numbers: partsOf(this.times.readings, this.times.count, places),
    };
  }

  restore({ parts, numbers }: ReturnType<InstrumentParts["snapshot"]>, places: Places): void {
    for (const [at, part] of this.#parts.entries()) part.restore(parts[at] as never, places);
    setParts(this.times.readings, this.times.count, { parts: numbers, places });
  }

  get #parts(): readonly InstrumentColumns<unknown>[] {
    return [this.times, this.frozen, this.noise, this.counters];
  }
}

/** Units of media and mains, whose noise does not depend on what the machine does. */
const STEADY: ReadonlySet<string> = new Set([
  "Cel",
  "bar",
  "mbar",
  "kPa",
  "Pa",
  "m3/h",
  "L/min",
  "uS/cm",
  "[pH]",
  "V",
  "kV",
  "Hz",
  "kg",
  "%",
]);

function isSteady({ unit, signal }: Tag): boolean {
  return unit !== undefined && STEADY.has(unit) && !/load|override|progress/.test(signal);
}

/** Roles of counts of pieces. */
const PIECES: ReadonlySet<string | undefined> = new Set(["parts-produced", "parts-good", "parts-scrapped"]);

/** Which count a tag is by its meaning: energy, volumes, parts, hours. */
function countOf({ role, component, unit }: Tag): number {
  if (PIECES.has(role)) return COUNTS.pieces;
  const isTotal = role === "energy-import" || component === "energy" || component === "counter" || unit === "kW.h";
  return isTotal ? COUNTS.total : COUNTS.nothing;
}
