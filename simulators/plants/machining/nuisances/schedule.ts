import type { WireFault } from "../../../kernel/contract.ts";
import type { PlantEvent, TruthEvent } from "../../../kernel/events.ts";
import type { Circumstances } from "../../../kernel/nuisances/circumstance.ts";
import type { Random } from "../../../kernel/random.ts";
import type { NuisancePlan, Scenario } from "../../../scenario/scenario.ts";
import type { Instruments } from "../instruments.ts";
import type { Calendar } from "../planning/calendar.ts";
import { siteOffset } from "../planning/site-clock.ts";
import { Climate } from "./climate.ts";
import { Disturbances } from "./disturbances.ts";
import { type Occurrence, occurrence, occurrencesOf, SLOT_MS } from "./occurrences.ts";
import { NUISANCE_KINDS } from "./registry.ts";
import { assetsOf, type Instrument, instrumentsOf } from "./targets.ts";

/** Slow effects are recomputed this often, ms. */
const REFRESH_MS = 10_000;
/** The longest occurrence: one that began before the plant's first step can still last. */
const LONGEST_MS = 86_400_000;
/** A permanent disturbance of an instrument has one cause; the next one replaces it. */
const AFTER = "after";

interface NuisanceOptions {
  readonly scenario: Scenario;
  readonly calendar: Calendar;
  readonly circumstances: Circumstances;
  readonly instruments: Instruments;
  readonly random: Random;
  /** First step of the plant, and start of the scenario, ms UTC. */
  readonly beginMs: number;
  readonly scenarioMs: number;
  readonly report: (event: PlantEvent) => void;
  readonly reportTruth: (event: TruthEvent) => void;
}

interface Active {
  readonly occurrence: Occurrence;
  readonly instruments: readonly Instrument[];
  phase: "lasts" | "settles" | "settled";
}

/** Lets nuisances begin and end, second by second, and reports each to the ground truth. */
export class NuisanceSchedule {
  readonly #options: NuisanceOptions;
  readonly #plan: NuisancePlan;
  readonly #climate: Climate;
  readonly #offsetS: (utcMs: number) => number;
  readonly #disturbances = new Disturbances();
  readonly #isQuiet: boolean;
  /** Not begun yet, in order of time. */
  #coming: Occurrence[] = [];
  #active: Active[] = [];
  #nextSlot: number;
  #wire: readonly WireFault[] = [];
  #refreshed = Number.NEGATIVE_INFINITY;
  /** False while the plant warms up and has no listeners. */
  #isHeard = false;

  constructor(options: NuisanceOptions) {
    const { scenario, beginMs, scenarioMs, random } = options;
    const { nuisances: plan, calendar } = scenario;
    this.#options = options;
    this.#plan = plan;
    this.#climate = new Climate(plan.climate, calendar.zone);
    this.#offsetS = siteOffset(calendar.zone);
    this.#nextSlot = Math.floor((beginMs - LONGEST_MS) / SLOT_MS);
    this.#coming = plan.planned.map(({ kind, asset, atS, lastsS }, at) =>
      occurrence(plan, {
        kind: NUISANCE_KINDS.get(kind) as Occurrence["kind"],
        asset,
        beginMs: scenarioMs + 1000 * atS,
        random: random.at(`planned ${kind} ${asset} ${at}`),
        ...(lastsS === undefined ? {} : { lastsS }),
      }),
    );
    this.#isQuiet = plan.climate === 0 && this.#coming.length === 0 && plan.perWeek.size === 0;
  }

  /** Wire faults that protocol servers act out. */
  get wire(): readonly WireFault[] {
    return this.#wire;
  }

  /** Reports from now on; occurrences in force are reported at once. */
  listen(nowMs: number): void {
    this.#isHeard = true;
    for (const active of this.#active) if (active.phase !== "settled") this.#report(active, "begins", nowMs);
  }

  /** Called at the start of every second. */
  step(nowMs: number): void {
    if (this.#isQuiet) return;
    const ended = this.#end(nowMs);
    const begun = this.#begin(nowMs);
    if (ended || begun) this.#wire = this.#wireNow();
    // A run may begin at any millisecond, so that no second of it needs to lie on a multiple of ten.
    const tick = Math.floor(nowMs / REFRESH_MS);
    if (ended || begun || tick !== this.#refreshed) this.#refresh(nowMs);
    this.#refreshed = tick;
  }

  #begin(nowMs: number): boolean {
    let isNew = false;
    while (nowMs >= this.#nextSlot * SLOT_MS) {
      const { random, calendar } = this.#options;
      const site = { random, calendar, plan: this.#plan, offsetS: this.#offsetS };
      if (this.#plan.perWeek.size > 0) this.#coming.push(...occurrencesOf(site, this.#nextSlot));
      this.#nextSlot++;
      isNew = true;
    }
    if (isNew) this.#coming.sort((a, b) => a.beginMs - b.beginMs);
    let due = 0;
    while (due < this.#coming.length && (this.#coming[due] as Occurrence).beginMs <= nowMs) due++;
    for (const next of this.#coming.splice(0, due))
      if (next.kind.stays === true || nowMs < next.settledMs) this.#start(next, nowMs);
    return due > 0;
  }

  #start(next: Occurrence, nowMs: number): void {
    const { kind, asset, beginMs, endMs, amount, random } = next;
    // A change that stays replaces the earlier one of its kind.
    if (kind.stays === true && kind.apply !== undefined)
      this.#active = this.#active.filter(
        ({ occurrence: other }) => other.kind !== kind || other.asset !== asset || nowMs < other.settledMs,
      );
    const active: Active = { occurrence: next, instruments: chosen(next, this.#options.instruments), phase: "lasts" };
    this.#active.push(active);
    for (const { signal } of active.instruments)
      if (kind.during !== undefined && nowMs < endMs)
        this.#disturbances.set(signal, `${kind.name} ${asset} ${beginMs}`, kind.during(signal, amount, random));
    this.#report(active, "begins", nowMs);
    const { log } = kind;
    if (log === undefined || !this.#isHeard || !random.at("log").chance(log.share)) return;
    const which = active.instruments.length === 1 ? ` (${active.instruments[0]?.signal.id})` : "";
    for (const station of assetsOf(asset))
      this.#options.report({
        type: "log-entry",
        timeMs: nowMs,
        station,
        text: { zh: `${log.zh}${which}`, en: `${log.en}${which}` },
      });
  }

  #end(nowMs: number): boolean {
    let isChanged = false;
    for (const active of this.#active) {
      const { kind, asset, beginMs, endMs, settledMs, amount, random } = active.occurrence;
      if (active.phase === "lasts" && nowMs >= endMs) {
        isChanged = true;
        active.phase = "settles";
        for (const { signal } of active.instruments) {
          this.#disturbances.delete(signal, `${kind.name} ${asset} ${beginMs}`);
          if (kind.after !== undefined) this.#disturbances.set(signal, AFTER, kind.after(signal, amount, random));
        }
      }
      if (active.phase !== "settles" || nowMs < settledMs) continue;
      active.phase = "settled";
      isChanged = true;
      this.#report(active, "ends", nowMs);
    }
    // Once an occurrence is over, only a change of the plant itself still has an effect.
    if (isChanged)
      this.#active = this.#active.filter(
        ({ phase, occurrence: { kind } }) => phase !== "settled" || (kind.stays === true && kind.apply !== undefined),
      );
    return isChanged;
  }

  /** Writes the circumstances of all assets. */
  #refresh(nowMs: number): void {
    const { circumstances } = this.#options;
    circumstances.reset();
    this.#climate.apply(circumstances.plant, nowMs);
    for (const { occurrence: of, phase } of this.#active) {
      if (phase !== "lasts" && of.kind.stays !== true) continue;
      const ageS = (nowMs - of.beginMs) / 1000;
      const lastsS = (of.endMs - of.beginMs) / 1000;
      of.kind.apply?.(circumstances.of(of.asset), { ageS, lastsS, amount: of.amount });
    }
  }

  #wireNow(): WireFault[] {
    return this.#active
      .filter(({ phase }) => phase === "lasts")
      .flatMap(({ occurrence: { kind, asset, beginMs } }) =>
        (kind.wire ?? []).map((wire) => ({
          id: `${kind.name} ${asset} ${wire}`,
          kind: wire,
          target: asset,
          severity: 1,
          sinceMs: beginMs,
          parameters: wire === "server-restart" ? { changesNodeIds: true } : {},
        })),
      );
  }

  #report({ occurrence, instruments }: Active, phase: "begins" | "ends", timeMs: number): void {
    const { kind, asset, amount } = occurrence;
    if (!this.#isHeard) return;
    this.#options.reportTruth({
      type: "nuisance",
      timeMs,
      nuisance: kind.name,
      assets: assetsOf(asset),
      signal: instruments.length === 1 ? (instruments[0] as Instrument).signal.id : "",
      amount,
      phase,
    });
  }
}

/** The instruments that an occurrence concerns. */
function chosen({ kind, asset, random }: Occurrence, instruments: Instruments): readonly Instrument[] {
  const { concerns, always = () => false } = kind;
  if (concerns === undefined) return [];
  const all = instrumentsOf(instruments, asset);
  const open = all.filter(({ signal, station }) => concerns(signal, station));
  const found = all.filter(({ signal, station }) => always(signal, station));
  for (let left = kind.instruments ?? 1; left > 0 && open.length > 0; left--)
    found.push(...open.splice(Math.floor(random.next() * open.length), 1));
  return found;
}
