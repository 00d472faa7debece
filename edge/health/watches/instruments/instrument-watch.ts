/** Watches the instruments of one component: frozen, noisy, failed, and counts that fall (rules HI1 to HI6). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../watch.ts";
import { Counters } from "./counters.ts";
import { Frozen } from "./frozen.ts";
import { ASPECTS, type Aspect, indicationOf, MEANINGS, signaturesOf, TITLES } from "./instrument-kinds.ts";
import { InstrumentTimes } from "./instrument-times.ts";
import { NoiseLevel } from "./noise-level.ts";

const KINDS = ASPECTS.length;
const [FROZEN, NOISE, LOST, FELL] = [0, 1, 2, 3];
/** Shorter failures of an instrument are ignored. */
const LOST_US = 10e6;
/** Another instrument of the asset that was read within this time shows that its source is alive. */
const ALIVE_US = 5e6;
/** Number of readings that an instrument must have given before it can fail. */
const ONCE_FINE = 30;
/** A machine that executed within this time counts as working. */
const WORKED_US = 120e6;
/** Instruments that freeze within this time of each other were frozen by their control. */
const TOGETHER_US = 5e6;
/** Evidence at which an instrument counts as frozen together with another one. */
const FROZEN_TOO = 4;
const MOST = 30;

interface State {
  readonly parts: readonly unknown[];
  readonly numbers: readonly Float64Array[];
}

export class InstrumentWatch implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly strengths: Float64Array;
  readonly damage = Number.NaN;
  readonly #tags: readonly Tag[];
  readonly #asset: WatchedAsset;
  /** All instrument watches of the asset, including this one. */
  readonly #siblings: readonly InstrumentWatch[];
  readonly #times: InstrumentTimes;
  readonly #frozen: Frozen;
  readonly #noise: NoiseLevel;
  readonly #counters: Counters;
  readonly #lostSince: Float64Array;
  readonly #good: Float64Array;
  /** Time at which the machine last executed, and the regime that follows from it. */
  readonly #worked = Float64Array.of(Number.NEGATIVE_INFINITY);

  constructor(
    asset: WatchedAsset,
    component: string,
    { tags, siblings }: { readonly tags: readonly Tag[]; readonly siblings: readonly InstrumentWatch[] },
  ) {
    this.#asset = asset;
    this.#tags = tags;
    this.#siblings = siblings;
    this.id = component === "" ? "instruments" : `${component}/instruments`;
    this.component = component;
    this.inputs = tags.map(({ ref }) => ref);
    this.strengths = new Float64Array(tags.length * KINDS);
    this.#times = new InstrumentTimes(Uint8Array.from(tags, (tag) => (isSteady(tag) ? 1 : 0)));
    this.#frozen = new Frozen(this.#times);
    this.#noise = new NoiseLevel(this.#times);
    this.#counters = new Counters(Uint8Array.from(tags, (tag) => (isCount(tag) ? 1 : 0)));
    this.#lostSince = new Float64Array(tags.length).fill(Number.NaN);
    this.#good = new Float64Array(tags.length);
  }

  // These texts are made for a finding only: kept, they would take 2 kB for each tag of the plant.
  get indications(): readonly string[] {
    return this.#tags.flatMap((tag) => ASPECTS.map((aspect) => indicationOf(tag, aspect)));
  }

  get signatures(): readonly Signature[] {
    return this.#tags.flatMap(signaturesOf);
  }

  get isLearning(): boolean {
    for (let at = 0; at < this.#tags.length; at++) if (!this.#frozen.isLearning(at)) return false;
    return true;
  }

  sample(input: number, time: Micros, value: number): void {
    this.#lostSince[input] = Number.NaN;
    const reading = this.#times.read(input, time);
    if (reading === "skipped") return;
    this.#good[input] = (this.#good[input] as number) + 1;
    if (reading === "after-silence" && (this.strengths[input * KINDS + FROZEN] as number) < FROZEN_TOO)
      this.#frozen.forget(input);
    if (reading === "after-silence" && (this.strengths[input * KINDS + NOISE] as number) < FROZEN_TOO)
      this.#noise.forget(input);
    else if (reading !== "next") this.#noise.broken(input);
    this.#frozen.add(input, time, { value, regime: this.#times.regime });
    this.#noise.add(input, value, this.#frozen.step(input));
    this.#counters.add(input, time, value);
  }

  lost(input: number, time: Micros): void {
    if (Number.isNaN(this.#lostSince[input])) this.#lostSince[input] = time;
  }

  second(now: Micros): void {
    this.#follow(now);
    for (let at = 0; at < this.#tags.length; at++) {
      const from = at * KINDS;
      this.strengths[from + NOISE] = this.#noise.strength(at);
      this.strengths[from + LOST] = this.#lost(at, now);
      this.strengths[from + FELL] = this.#counters.strength(at, now);
      const frozen = this.#isAtEnd(at) ? 0 : this.#frozen.strength(at, this.#times.regime);
      this.strengths[from + FROZEN] = frozen >= FROZEN_TOO && this.#isFrozenWithOthers(at) ? FROZEN_TOO : frozen;
    }
  }

  /** Time at which an instrument froze; NaN while it is not frozen. */
  frozenSince(at: number): Micros {
    return this.#frozen.strength(at, this.#times.regime) >= FROZEN_TOO ? this.#frozen.since(at) : Number.NaN;
  }

  /** Time at which any instrument of this component was last read. */
  get lastRead(): Micros {
    let last = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#tags.length; at++) last = Math.max(last, this.#times.last(at));
    return last;
  }

  describe(indication: number): Indication {
    const at = Math.floor(indication / KINDS);
    const aspect = ASPECTS[indication % KINDS] as Aspect;
    const tag = this.#tags[at] as Tag;
    const { value, usual, since, unit } = this.#shown(at, aspect);
    return {
      value,
      ...(usual === undefined ? {} : { usual: { low: 0, high: usual } }),
      unit,
      title: TITLES[aspect],
      meaning: MEANINGS[aspect],
      tag: tag.ref,
      since: (this.strengths[indication] as number) >= FROZEN_TOO ? since : Number.NaN,
    };
  }

  renewed(): void {
    for (let at = 0; at < this.#tags.length; at++) {
      this.#frozen.forget(at);
      this.#noise.forget(at);
    }
  }

  snapshot(): State {
    return {
      parts: this.#parts.map((part) => part.snapshot()),
      numbers: [this.#lostSince.slice(), this.#good.slice(), this.#worked.slice(), this.strengths.slice()],
    };
  }

  restore({ parts, numbers }: State): void {
    for (const [at, part] of this.#parts.entries()) part.restore(parts[at] as never);
    const own = [this.#lostSince, this.#good, this.#worked, this.strengths];
    for (const [at, column] of own.entries()) column.set(numbers[at] as Float64Array);
  }

  get #parts(): readonly { snapshot(): unknown; restore(state: never): void }[] {
    return [this.#times, this.#frozen, this.#noise, this.#counters];
  }

  #shown(at: number, aspect: Aspect): { value: number; usual?: number; since: Micros; unit: string } {
    const unit = this.#tags[at]?.unit ?? "1";
    if (aspect === "frozen")
      return {
        value: this.#frozen.run(at),
        usual: this.#frozen.usual(at, this.#times.regime),
        since: this.#frozen.since(at),
        unit: "1",
      };
    if (aspect === "noise")
      return { value: this.#noise.deviation(at), usual: this.#noise.usual(at), since: this.#times.last(at), unit };
    if (aspect === "lost") {
      const since = this.#lostSince[at] as number;
      return { value: Number.isNaN(since) ? 0 : (this.lastRead - since) / 1e6, usual: 0, since, unit: "s" };
    }
    return { value: this.#counters.fellBy(at), usual: 0, since: this.#counters.fellAt(at), unit };
  }

  /** Follows whether the machine works, which decides what is usual. */
  #follow(now: Micros): void {
    if (this.#asset.context.isExecuting) this.#worked[0] = now;
    const regime = now - (this.#worked[0] as number) <= WORKED_US ? 1 : 0;
    if (regime === this.#times.regime) return;
    for (let at = 0; at < this.#tags.length; at++) this.#frozen.regimeChanged(at, now);
    this.#times.regime = regime;
  }

  #lost(at: number, now: Micros): number {
    const since = this.#lostSince[at] as number;
    if (!(now - since >= LOST_US) || (this.#good[at] as number) < ONCE_FINE) return 0;
    return this.#siblings.some((one) => now - one.lastRead <= ALIVE_US) ? MOST : 0;
  }

  /** Whether an instrument is at the end of its range, where it shows one value whatever it measures. */
  #isAtEnd(at: number): boolean {
    const range = this.#tags[at]?.range;
    const value = this.#frozen.value(at);
    return range !== undefined && (value <= range[0] || value >= range[1]);
  }

  #isFrozenWithOthers(at: number): boolean {
    const since = this.#frozen.since(at);
    for (const one of this.#siblings)
      for (let other = 0; other < one.inputs.length; other++) {
        if (one === this && other === at) continue;
        if (Math.abs(one.frozenSince(other) - since) <= TOGETHER_US) return true;
      }
    return false;
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

/** Whether the meaning of a tag is a count: energy, volumes, parts, hours. */
function isCount({ role, component, unit }: Tag): boolean {
  return role === "energy-import" || component === "energy" || component === "counter" || unit === "kW.h";
}
