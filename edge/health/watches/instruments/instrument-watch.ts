/** Watches the instruments of one component: frozen, noisy, failed, and counts that fall (rules HI1 to HI6). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../watch.ts";
import type { Numbers, Places } from "./instrument-columns.ts";
import { ASPECTS, type Aspect, indicationOf, MEANINGS, signaturesOf, TITLES } from "./instrument-kinds.ts";
import type { InstrumentParts } from "./instrument-parts.ts";

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
/** Evidence at which an instrument counts as frozen together with another one, or as moved with it. */
const FROZEN_TOO = 4;
/** Noise, relative to the usual one, from which an instrument shows that the machine moves as never before. */
const MOVED = 1;
/** Steps by which the level of an instrument moves while the machine does more than rest. */
const MOVING_STEPS = 3;
const MOST = 30;

interface State {
  readonly parts: readonly unknown[];
  readonly numbers: readonly Numbers[];
}

export class InstrumentWatch implements ComponentWatch<State> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly strengths: Float64Array;
  readonly #tags: readonly Tag[];
  readonly #context: WatchedAsset["context"];
  /** All instrument watches of the asset, including this one. */
  readonly #siblings: readonly InstrumentWatch[];
  /** The columns of the asset, and the places of the own instruments in them. */
  readonly #columns: InstrumentParts;
  readonly #places: Places;
  /** Time at which the machine last executed, and the regime that follows from it, which its columns have too. */
  #worked: Micros = Number.NEGATIVE_INFINITY;
  #regime: number;
  /** What is usual is known of one of its instruments at least, which only lasts until one is forgotten. */
  #isKnown = false;
  /** How many of its instruments are awake. The others have no evidence, and get none before their next sample. */
  #awake: number;

  constructor(
    { context }: WatchedAsset,
    component: string,
    {
      tags,
      siblings,
      columns,
      first,
    }: {
      readonly tags: readonly Tag[];
      readonly siblings: readonly InstrumentWatch[];
      readonly columns: InstrumentParts;
      /** Place of the first of the tags in the columns; the others follow it. */
      readonly first: number;
    },
  ) {
    this.#context = context;
    this.#tags = tags;
    this.#siblings = siblings;
    this.#columns = columns;
    this.#places = { first, count: tags.length };
    this.id = component === "" ? "instruments" : `${component}/instruments`;
    this.component = component;
    this.strengths = new Float64Array(tags.length * KINDS);
    this.#awake = tags.length;
    this.#regime = columns.times.regime(first);
  }

  get inputs(): readonly TagRef[] {
    return this.#tags.map(({ ref }) => ref);
  }

  // These texts are made for a finding only: kept, they would take 2 kB for each tag of the plant.
  get indications(): readonly string[] {
    return this.#tags.flatMap((tag) => ASPECTS.map((aspect) => indicationOf(tag, aspect)));
  }

  get signatures(): readonly Signature[] {
    return this.#tags.flatMap(signaturesOf);
  }

  /** An instrument falls asleep when nothing of it is evidence. */
  get isQuiet(): boolean {
    return this.#awake === 0;
  }

  get isLearning(): boolean {
    // Asked every second.
    if (this.#isKnown) return false;
    const { frozen } = this.#columns;
    for (let at = 0; at < this.#tags.length && !this.#isKnown; at++)
      this.#isKnown = !frozen.isLearning(this.#place(at));
    return !this.#isKnown;
  }

  sample(input: number, time: Micros, value: number): void {
    const { times, frozen, noise, counters } = this.#columns;
    const place = this.#place(input);
    const reading = times.read(place, time);
    if (reading === "skipped") return;
    if (reading === "after-silence" && (this.strengths[input * KINDS + FROZEN] as number) < FROZEN_TOO)
      this.#forget(place);
    if (reading === "after-silence" && (this.strengths[input * KINDS + NOISE] as number) < FROZEN_TOO)
      noise.forget(place);
    else if (reading !== "next") noise.broken(place);
    frozen.add(place, time, value);
    const isNoisy = noise.add(place, value, frozen.step(place)) && noise.strength(place) !== 0;
    counters.add(place, time, value);
    if (isNoisy || frozen.strength(place) !== 0 || counters.hasFallen(place)) this.#wake(place);
  }

  lost(input: number, time: Micros): void {
    this.#columns.times.lost(this.#place(input), time);
    this.#wake(this.#place(input));
  }

  second(now: Micros): void {
    this.#follow(now);
    if (this.#awake === 0) return;
    for (let at = 0; at < this.#tags.length; at++)
      if (this.#columns.isAwake[this.#place(at)] === 1) this.#judge(at, now);
  }

  /** Time at which an instrument froze; NaN while it is not frozen. */
  frozenSince(at: number): Micros {
    const { frozen } = this.#columns;
    return frozen.strength(this.#place(at)) >= FROZEN_TOO ? frozen.since(this.#place(at)) : Number.NaN;
  }

  /** Whether an instrument that moves with the machine shows a movement that is new to it. */
  isMovedAnew(at: number): boolean {
    const { times, frozen, noise } = this.#columns;
    const place = this.#place(at);
    return !times.isSteady(place) && noise.excess(place, frozen.step(place)) >= MOVED;
  }

  /** Whether an instrument that moves with the machine moves now. */
  isMoving(at: number): boolean {
    const { times, frozen, noise } = this.#columns;
    const place = this.#place(at);
    return !times.isSteady(place) && noise.movement(place) >= MOVING_STEPS * frozen.step(place);
  }

  /** Time at which any instrument of this component was last read. */
  get lastRead(): Micros {
    let last = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#tags.length; at++) last = Math.max(last, this.#columns.times.last(this.#place(at)));
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
      this.#forget(this.#place(at));
      this.#columns.noise.forget(this.#place(at));
    }
  }

  snapshot(): State {
    const { parts, numbers } = this.#columns.snapshot(this.#places);
    return { parts, numbers: [...numbers, Float64Array.of(this.#worked), this.strengths.slice()] };
  }

  restore(state: State): void {
    this.#columns.restore(state, this.#places);
    const [worked, strengths] = state.numbers.slice(-2);
    this.#worked = (worked as Float64Array)[0] as number;
    this.#regime = this.#columns.times.regime(this.#places.first);
    this.#isKnown = false;
    this.strengths.set(strengths as Float64Array);
    for (let at = 0; at < this.#tags.length; at++) this.#wake(this.#place(at));
  }

  /** Place of an instrument in the columns of the asset. */
  #place(at: number): number {
    return this.#places.first + at;
  }

  #shown(at: number, aspect: Aspect): { value: number; usual?: number; since: Micros; unit: string } {
    const { times, frozen, noise, counters } = this.#columns;
    const unit = this.#tags[at]?.unit ?? "1";
    const place = this.#place(at);
    if (aspect === "frozen")
      return { value: frozen.run(place), usual: frozen.usual(place), since: frozen.since(place), unit: "1" };
    if (aspect === "noise")
      return { value: noise.deviation(place), usual: noise.usual(place), since: times.last(place), unit };
    if (aspect === "lost") {
      const since = times.lostSince(place);
      return { value: Number.isNaN(since) ? 0 : (this.lastRead - since) / 1e6, usual: 0, since, unit: "s" };
    }
    return { value: counters.fellBy(place), usual: 0, since: counters.fellAt(place), unit };
  }

  #forget(place: number): void {
    this.#columns.frozen.forget(place);
    this.#isKnown = false;
  }

  #wake(place: number): void {
    const { isAwake } = this.#columns;
    if (isAwake[place] === 0) this.#awake++;
    isAwake[place] = 1;
  }

  #judge(at: number, now: Micros): void {
    const { times, frozen, noise, counters, isAwake } = this.#columns;
    const from = at * KINDS;
    const place = this.#place(at);
    const noisy = noise.strength(place);
    this.strengths[from + NOISE] = noisy >= FROZEN_TOO && this.#isMovedWithOthers(at) ? FROZEN_TOO : noisy;
    this.strengths[from + LOST] = this.#lost(at, now);
    this.strengths[from + FELL] = counters.strength(place, now);
    const still = frozen.strength(place);
    const strength = this.#isAtEnd(at) ? 0 : still;
    const isOfMachine = strength >= FROZEN_TOO && (this.#isFrozenWithOthers(at) || this.#isAtRest(at));
    this.strengths[from + FROZEN] = isOfMachine ? FROZEN_TOO : strength;
    // Evidence can now begin only with a sample: a change of regime restarts every run that is not yet evidence.
    if (still !== 0 || noisy !== 0 || counters.hasFallen(place) || !Number.isNaN(times.lostSince(place))) return;
    isAwake[place] = 0;
    this.#awake--;
  }

  /** Follows whether the machine works, which decides what is usual. */
  #follow(now: Micros): void {
    if (this.#context.isExecuting) this.#worked = now;
    const regime = now - this.#worked <= WORKED_US ? 1 : 0;
    // In maintenance nothing may move, as in no regime before.
    if (regime === this.#regime && !this.#context.isMaintained) return;
    const { times, frozen } = this.#columns;
    this.#regime = regime;
    for (let at = 0; at < this.#tags.length; at++) frozen.regimeChanged(this.#place(at), now);
    times.setRegime(regime, this.#places);
  }

  #lost(at: number, now: Micros): number {
    const { times } = this.#columns;
    const place = this.#place(at);
    if (!(now - times.lostSince(place) >= LOST_US) || times.good(place) < ONCE_FINE) return 0;
    return this.#siblings.some((one) => now - one.lastRead <= ALIVE_US) ? MOST : 0;
  }

  /** Whether an instrument is at the end of its range, where it shows one value whatever it measures. */
  #isAtEnd(at: number): boolean {
    const range = this.#tags[at]?.range;
    const value = this.#columns.frozen.value(this.#place(at));
    return range !== undefined && (value <= range[0] || value >= range[1]);
  }

  #isMovedWithOthers(at: number): boolean {
    return !this.#columns.times.isSteady(this.#place(at)) && this.#some(at, (one, other) => one.isMovedAnew(other));
  }

  /** Whether an instrument that moves with the machine stands still as all others like it do. */
  #isAtRest(at: number): boolean {
    return !this.#columns.times.isSteady(this.#place(at)) && !this.#some(at, (one, other) => one.isMoving(other));
  }

  /** Whether it is so of any other instrument of the asset. */
  #some(at: number, is: (one: InstrumentWatch, other: number) => boolean): boolean {
    return this.#siblings.some((one) => one.#tags.some((_, other) => (one !== this || other !== at) && is(one, other)));
  }

  #isFrozenWithOthers(at: number): boolean {
    const since = this.#columns.frozen.since(this.#place(at));
    for (const one of this.#siblings)
      for (const other of one.#tags.keys()) {
        if (one === this && other === at) continue;
        if (Math.abs(one.frozenSince(other) - since) <= TOGETHER_US) return true;
      }
    return false;
  }
}
